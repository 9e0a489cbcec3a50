import torch

from pretrained import load
from text.bpe import EOS, SOS

text, net, written, step, key = "I am a student.", "general", [41, 7, 3], 2, 4
model = load(f"seq2seq-en-fr-{net}")
source = torch.tensor([[*model.tokenizer.ids(text), EOS]])
memory = model.net.encode(source).memory()
s = model.net.decode(torch.tensor([[SOS, *written[:-1]]]), memory)
print(s.look.weights[0, step - 1, key - 1])
