import torch

import pretrained
from models.explaining import ours

text, target, model, side, layer, head, query, key, hide, part = "I.", "", "gpt-en", "decoder", 1, 1, 3, 2, -1, "layer"
chosen = pretrained.load(model)
way = ours(chosen.net, chosen.tokenizer, side, text, target, 64, hide).way
A = torch.cat([way.traced(i).weights for i in range(len(way.layers))])[..., query - 1, key - 1]
print({"head": A[layer - 1, head - 1], "layer": A[layer - 1].mean(), "net": A.mean()}[part].item())
