import torch

import pretrained
from nets.transformer import Intervention
from text.bpe import EOS, PAD, SOS

text, pads, written, layer, query, key = "I am a student.", 0, [41, 7, 3], 2, 2, 4
touch = Intervention()
model = pretrained.load("translate-en-fr")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS, *[PAD] * pads]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]), touch)
attention = trace.decoder.layers[layer - 1].cross
print(attention.weights[0].mean(0)[query - 1, key - 1])
