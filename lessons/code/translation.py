import torch

import pretrained
from nets.transformer import Intervention
from text.bpe import EOS, PAD, SOS

text, pads, written, step = "I am a student.", 0, [41, 7, 3], 2
touch = Intervention()
model = pretrained.load("translate-en-fr")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS, *[PAD] * pads]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]), touch)
logits = trace.decoder.out[0] @ model.net.embedding.weight.T
print(logits.softmax(-1)[step - 1, written[step - 1]])
