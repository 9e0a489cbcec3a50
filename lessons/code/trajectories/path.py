import torch

import pretrained

text, model, cell, step, component = "not bad at all", "sentiment-en", "lstm", 2, 1
model = pretrained.load(f"{model}-{cell}")
ids = torch.tensor([model.tokenizer.ids(text)])
h = model.net.trace(ids).rnn.layers[-1].h[0]
h = torch.cat([torch.zeros_like(h[:1]), h])
mean, components = (torch.tensor(model.states[name]) for name in ("mean", "components"))
print(components[component - 1] @ (h[step] - mean))
