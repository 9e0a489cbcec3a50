import torch

from nets.alibi import slopes

text, query, key, heads, head, part = "", 20, 14, 8, 1, "bias"
m = slopes(heads)[head - 1]
bias = -m * (query - torch.arange(query + 1))
row = bias if part == "bias" else bias.softmax(-1)
print(row[key].item() if key <= query else {"bias": -float("inf"), "shares": 0.0}[part])
