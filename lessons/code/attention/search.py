import torch

q, X, tau, row, col = [2, 1], [[1, 0], [0, 1], [1, 1]], 1, 1, 1
W_K, W_V = [[0, 1], [1, 0.5]], [[2, 0], [-1, 1]]
q, X, W_K, W_V = (torch.tensor(m, dtype=torch.float64) for m in (q, X, W_K, W_V))
K, V = X @ W_K, X @ W_V
scores = (K @ q)[:, None]
lengths = K.norm(dim=-1, keepdim=True)
cosine = torch.where(lengths * q.norm() > 0, scores / (lengths * q.norm()), 0.0)
weights = (scores / (len(q) ** 0.5 * tau)).softmax(0)
out = weights.T @ V
print(cosine[row - 1, col - 1].item())
