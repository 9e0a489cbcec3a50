import torch

X, Y, tau, row, col = [[1, 0], [0, 1], [1, 1]], [[1, -1], [0, 1]], 1, 1, 1
W_Q, W_K, W_V = [[1, 1], [-1, 1]], [[0, 1], [1, 0.5]], [[2, 0], [-1, 1]]
X, Y, W_Q, W_K, W_V = (torch.tensor(m, dtype=torch.float64) for m in (X, Y, W_Q, W_K, W_V))
Q, K, V = X @ W_Q, Y @ W_K, Y @ W_V
scaled = Q @ K.T / (K.shape[-1] ** 0.5 * tau)
weights = scaled.softmax(-1)
out = weights @ V
print(weights[row - 1, col - 1].item())
