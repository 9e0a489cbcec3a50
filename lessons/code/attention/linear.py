import torch

X, row, col = [[1, 0], [0, 1], [1, 1]], 1, 1
W_Q, W_K, W_V = [[1, 1], [-1, 1]], [[0, 1], [1, 0.5]], [[2, 0], [-1, 1]]
X, W_Q, W_K, W_V = (torch.tensor(m, dtype=torch.float64) for m in (X, W_Q, W_K, W_V))
Q, K, V = X @ W_Q, X @ W_K, X @ W_V
scores = Q @ K.T
out = scores @ V
print(scores[row - 1, col - 1].item())
