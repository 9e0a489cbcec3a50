import math

import torch

from nets.rope import hands, rotate

text, query, key, d_head, base, angle, throw = "", 12, 7, 32, 10000, 0, 0
q, k = hands(d_head, throw, math.radians(angle))
n, m = torch.tensor(float(query)), torch.tensor(float(key))
score = rotate(q, n, base) @ rotate(k, m, base)
assert score.isclose(rotate(q, n - m, base) @ k, atol=1e-3)
print(score.item())
