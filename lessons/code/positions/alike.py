from nets.alike import alike

text, method, distance, length, width, base, heads, slope = "", "rope", 1, 64, 64, 10000, 8, 1
print(getattr(alike(length, width, base, heads, slope), method)[distance].item())
