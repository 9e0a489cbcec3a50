import torch

import pretrained
from nets.transformer import Intervention
from text.bpe import EOS, PAD, SOS

text, pads, prefix, hypothesis = "I am a student.", 0, [], [41, 7]
touch = Intervention()
model = pretrained.load("translate-en-fr")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS, *[PAD] * pads]])
probabilities = model.net.trace(source, torch.tensor([[SOS, *prefix, *hypothesis[:-1]]]), touch).out[0]
print(sum(p[token].log() for p, token in zip(probabilities[len(prefix) :], hypothesis, strict=True)))
