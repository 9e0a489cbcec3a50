import torch

import pretrained

text, model, cell, end, step = "not bad at all", "sentiment-en", "lstm", 4, 2
net, tokenizer = pretrained.load(f"{model}-{cell}").net, pretrained.load(f"{model}-{cell}").tokenizer
x = net.embedding(torch.tensor([tokenizer.ids(text)[:end]]))
jacobian = torch.autograd.functional.jacobian(lambda x: net.rnn(x)[0][0, -1], x)[:, 0, step - 1]
print(torch.linalg.matrix_norm(jacobian, ord=2))
