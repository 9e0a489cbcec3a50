import pretrained

text, k = "", 4
P = pretrained.load("bert-en").net.positions.weight
squares = (P - P.mean(0)).svd().S ** 2
print((squares[:k].sum() / squares.sum()).item())
