import torch

import pretrained
from text.bpe import EOS, SOS

text, net, teacher, read, place = "I am a student.", "none", [41, 7, 3], [41, 9, 3], 2
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
p = model.net.trace(source, torch.tensor([[SOS, *read[: place - 1]]])).out[0, -1]
print(-p[teacher[place - 1]].log())
