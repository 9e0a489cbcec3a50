import torch

import pretrained
from text.bpe import EOS, SOS

text, net, translation = "I am a student.", "none", [41, 7, 3]
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
p = model.net.trace(source, torch.tensor([[SOS, *translation[:-1]]])).out[0]
print(-sum(row[token].log() for row, token in zip(p, translation, strict=True)) / len(translation))
