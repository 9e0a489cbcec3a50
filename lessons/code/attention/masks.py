import torch

X, tau, row, col = [[1, 0], [0, 1], [1, 1], [0, 0]], 1, 2, 1
mask = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
W_Q, W_K, W_V = [[1, 1], [-1, 1]], [[0, 1], [1, 0.5]], [[2, 0], [-1, 1]]
X, W_Q, W_K, W_V, mask = (torch.tensor(m, dtype=torch.float64) for m in (X, W_Q, W_K, W_V, mask))
Q, K, V = X @ W_Q, X @ W_K, X @ W_V
scaled = Q @ K.T / (K.shape[-1] ** 0.5 * tau)
masked = scaled.masked_fill(mask == 0, -torch.inf)
weights = masked.softmax(-1).masked_fill(mask == 0, 0)
out = weights @ V
print(weights[row - 1, col - 1].item())
