import torch

import pretrained
from nets.recurrent import Clamp, Intervention

text, family, cell, step, label = "정말 재미있게 봤어요", "sentiment-ko", "lstm", 3, 1
touch = Intervention((Clamp("f", 1.0),))
model = pretrained.load(f"{family}-{cell}")
ids = model.tokenizer.ids(model.tokenizer.normalise(text[:2000]))
print(model.net.trace(torch.tensor([ids]), touch).out[0, step - 1, label])
