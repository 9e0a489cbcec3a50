import torch

import pretrained
from text.bpe import EOS, SOS

text, net, written, step = "I am a student.", "general", [41, 7, 3], 2
model = pretrained.load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
trace = model.net.trace(source, torch.tensor([[SOS, *written[:-1]]]))
logits = trace.decoder.out[0] @ model.net.embedding.weight.T
print(logits.softmax(-1)[step - 1, written[step - 1]].item())
