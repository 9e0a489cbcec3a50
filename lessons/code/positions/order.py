import torch

import pretrained
from nets.order import encode, order
from text.bpe import EOS

text, tokens, positions, layer, head, query, key, part = "Tom loves Mary.", [3, 2, 1, 0, 4], True, 1, 1, 1, 2, "weights"
model = pretrained.load("translate-en-fr")
source = torch.tensor([[*model.tokenizer.ids(text)[:64], EOS]])
both = encode(model.net, torch.cat([source, source[:, tokens]]), positions)
print(getattr(order(both, tokens), part)[layer - 1, head - 1, query - 1, key - 1].item())
