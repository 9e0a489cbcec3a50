from operator import attrgetter

import torch

import pretrained
from nets.transformer import Intervention
from text.bpe import EOS, PAD, SOS

text, pads, written, layer, stop, token, unit = "I am a student.", 0, [41, 7, 3], 2, "attn.out", 2, 5
touch = Intervention()
model = pretrained.load("translate-en-fr")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS, *[PAD] * pads]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]), touch)
block = trace.decoder.layers[layer - 1]
assert torch.equal(block.resid_mid, block.resid_pre + block.attn.out)
print(attrgetter(stop)(block)[0, token - 1, unit - 1])
