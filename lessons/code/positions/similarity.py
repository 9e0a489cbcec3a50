from nets.positions import sinusoidal
from nets.sinusoids import speeds

text, p, q, length, d_model, base = "", 20, 14, 64, 64, 10000
PE = sinusoidal(length, d_model, base)
assert (PE[p] @ PE[q]).isclose(((p - q) * speeds(d_model, base)).cos().sum(), atol=1e-3)
print((PE[p] @ PE[q]).item())
