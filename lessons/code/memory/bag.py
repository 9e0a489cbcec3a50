import torch

import pretrained

text, second, model, cell, part = "dog bites man", "man bites dog", "sentiment-en", "lstm", "state"
model = pretrained.load(f"{model}-{cell}")
both = [model.tokenizer.ids(sentence) for sentence in (text, second)]
if part == "bag":
    a, b = (model.net.embedding.weight[sorted(ids)].mean(0) for ids in both)
else:
    a, b = (model.net.trace(torch.tensor([ids])).rnn.layers[-1].h[0, -1] for ids in both)
print((a - b).norm())
