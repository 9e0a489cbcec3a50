import torch

import pretrained
from nets.transformer import Intervention
from text.bpe import EOS, PAD, SOS

text, pads, written, layer, head, query, key = "I am a student.", 0, [41, 7, 3], 2, 1, 2, 4
touch = Intervention()
model = pretrained.load("translate-en-fr")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS, *[PAD] * pads]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]), touch)
attention = trace.decoder.layers[layer - 1].cross
Q, K = attention.Q[0, head - 1], attention.K[0, head - 1]
scaled = Q @ K.T / (K.shape[-1] ** 0.5 * touch.temperature)
masked = scaled if attention.mask is None else scaled.masked_fill(~attention.mask[0, head - 1], -torch.inf)
print(masked.softmax(-1)[query - 1, key - 1])
