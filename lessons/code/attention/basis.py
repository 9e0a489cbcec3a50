import math

import torch

x, angle, row, col = [2, 1], 36.87, 1, 1
x, a = torch.tensor(x, dtype=torch.float64), math.radians(angle)
v = torch.tensor([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]], dtype=torch.float64)
coefficients = (v @ x)[:, None]
parts = coefficients * v
out = parts.sum(0, keepdim=True)
print(coefficients[row - 1, col - 1].item())
