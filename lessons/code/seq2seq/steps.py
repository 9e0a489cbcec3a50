from functools import reduce

import torch

import pretrained
from text.bpe import EOS, SOS

text, net, written, part, step, place = "I am a student.", "general", [41, 7, 3], "decoder.look.weights", 2, 4
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]))
print(reduce(getattr, part.split("."), trace)[0, step - 1, place - 1])
