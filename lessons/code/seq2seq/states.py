import torch

import pretrained
from text.bpe import EOS, SOS

text, net, written, part, place, unit = "I am a student.", "general", [41, 7, 3], "s", 2, 5
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]))
states = {"h": trace.encoder.out, "s_0": trace.encoder.start[:, None], "s": trace.decoder.cell.h}
print(states[part][0, place - 1, unit - 1].item())
