import torch

import pretrained
from text.bpe import EOS, SOS

text, net, written, step, key = "I am a student.", "general", [41, 7, 3], 2, 4
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]))
look = trace.decoder.look
scores = model.net.scores[net](look.query, trace.encoder.out)
print(scores[0].softmax(-1)[step - 1, key - 1].item())
