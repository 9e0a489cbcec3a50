import pretrained

text, p, q = "", 20, 14
P = pretrained.load("bert-en").net.positions.weight
print((P[p] @ P[q] / (P[p].norm() * P[q].norm())).item())
