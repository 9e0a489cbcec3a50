import torch

import pretrained

text, model, cell, step, label = "not bad at all", "sentiment-en", "lstm", 2, 1
model = pretrained.load(f"{model}-{cell}")
ids = torch.tensor([model.tokenizer.ids(text)])
print(model.net.trace(ids).out[0, step - 1, label])
