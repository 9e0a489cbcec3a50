import pretrained

text, pos, direction = "", 5, 1
P = pretrained.load("bert-en").net.positions.weight
U, S, V = (P - P.mean(0)).svd()
v = V[:, direction - 1]
print(((P[pos] - P.mean(0)) @ (v * v[v.abs().argmax()].sign())).item())
