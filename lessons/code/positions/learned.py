import pretrained

text, pos, dimension = "", 5, 8
P = pretrained.load("bert-en").net.positions.weight
print(P[pos, dimension].item())
