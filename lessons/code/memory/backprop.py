import torch

import pretrained

text, model, cell, end, target, step, part = "not bad at all", "sentiment-en", "lstm", 4, 1, 2, "h"
model = pretrained.load(f"{model}-{cell}")
net, ids = model.net, torch.tensor([model.tokenizer.ids(text)[:end]])
steps = net.rnn.steps(net.embedding(ids).requires_grad_(), 0)
h = torch.stack([s.h for s in steps], 1)
share = net.shares(h, torch.tensor([[end]]))
loss = -net.answer((share @ h)[:, 0]).log_softmax(-1)[0, target]
print(torch.autograd.grad(loss, getattr(steps[step - 1], part))[0].norm())
