import math

text, pos, dimension, d_model, base = "", 5, 8, 64, 10000
angle = pos / base ** (dimension // 2 * 2 / d_model)
print(math.cos(angle) if dimension % 2 else math.sin(angle))
