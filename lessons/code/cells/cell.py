import torch

import pretrained
from nets.recurrent import Clamp, Intervention

text, family, cell, quantity, layer, unit, step = "정말 재미있게 봤어요", "sentiment-ko", "lstm", "c", 1, 5, 3
touch = Intervention((Clamp("f", 1.0),))
model = pretrained.load(f"{family}-{cell}")
ids = model.tokenizer.ids(model.tokenizer.normalise(text[:2000]))
states = model.net.trace(torch.tensor([ids]), touch).rnn.layers[layer - 1]
print(getattr(states, quantity)[0, step - 1, unit - 1])
