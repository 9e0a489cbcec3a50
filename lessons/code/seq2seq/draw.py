from functools import reduce

import torch

import pretrained
from nets.seq2seq_trace import Intervention
from text.bpe import EOS, SOS

text, net, rows, written, part, step, place = "I am a student.", "dot", {2: [1, 0, 0, 0, 0, 0]}, [41, 7], "out", 2, 42
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
touch = Intervention(tuple((t - 1, tuple(w / sum(row) for w in row)) for t, row in rows.items()))
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]), touch)
print(reduce(getattr, part.split("."), trace)[0, step - 1, place - 1])
