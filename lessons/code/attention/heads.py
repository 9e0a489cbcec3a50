import torch

X, tau, head, row, col = [[1, 0], [0, 1], [1, 1]], 1, 1, 1, 1
W_Q, W_K = [[[1, 1], [-1, 1]], [[0, 1], [1, 0]]], [[[0, 1], [1, 0.5]], [[1, -1], [0, 1]]]
W_V, W_O = [[[2, 0], [-1, 1]], [[0, 1], [1, 0]]], [[1, 0], [0, 1], [0.5, 0], [0, -0.5]]
X, W_Q, W_K, W_V, W_O = (torch.tensor(m, dtype=torch.float64) for m in (X, W_Q, W_K, W_V, W_O))
Q, K, V = X @ W_Q, X @ W_K, X @ W_V
weights = (Q @ K.mT / (K.shape[-1] ** 0.5 * tau)).softmax(-1)
context = weights @ V
concat = torch.cat(list(context), dim=-1)
out = concat @ W_O
print(weights[head - 1, row - 1, col - 1].item())
