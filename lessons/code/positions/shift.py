from nets.positions import sinusoidal
from nets.sinusoids import rotation, speeds

text, pos, k, dimension, length, d_model, base = "", 5, 3, 8, 64, 64, 10000
PE, i = sinusoidal(length, d_model, base), dimension // 2
after = rotation(k, speeds(d_model, base))[i] @ PE[pos, 2 * i : 2 * i + 2]
assert after.allclose(PE[pos + k, 2 * i : 2 * i + 2], atol=1e-4)
print(after[0].item())
