import torch

import pretrained
from models.explaining import ours

text, target, model, side, layer, head, query, key, hide, part = "I.", "", "gpt-en", "decoder", 1, 1, 3, 2, -1, "layer"
chosen = pretrained.load(model)
way = ours(chosen.net, chosen.tokenizer, side, text, target, 64, hide).way
A, V = way.traced(layer - 1).weights[0, :, query - 1, key - 1], way.traced(layer - 1).V[0, :, key - 1]
W_O = way.attention(layer - 1).out_proj.weight.T.split(V.shape[-1])
brought = torch.stack([a * v @ W for a, v, W in zip(A, V, W_O, strict=True)])
print((brought[head - 1] if part == "head" else brought.sum(0)).norm().item())
