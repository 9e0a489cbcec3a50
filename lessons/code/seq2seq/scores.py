from functools import reduce

import torch

import pretrained
from nets.seq2seq_trace import Intervention
from text.bpe import EOS, SOS

text, target, score, part, step, place = "I am a student.", [41, 7], "concat", "decoder.look.weights", 2, 4
model = pretrained.load("seq2seq-en-fr-scores")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
trace = model.net.trace(source, torch.tensor([[SOS, *target]]), Intervention(score=score))
print(reduce(getattr, part.split("."), trace)[0, step - 1, place - 1])
