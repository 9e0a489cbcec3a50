import torch

import pretrained
from models.explaining import ours

text, target, model, side, layer, head, query, key, hide, part = "I.", "", "gpt-en", "decoder", 1, 1, 3, 2, -1, "layer"
chosen = pretrained.load(model)
way = ours(chosen.net, chosen.tokenizer, side, text, target, 64, hide).way
heads, keys = way.attention(layer - 1).num_heads, way.inputs.shape[1]
hidden = torch.zeros(1, 1 if part == "net" else heads, 1, keys, dtype=torch.bool)
hidden[:, head - 1 if part == "head" else slice(None), :, key - 1] = True
if part == "net":
    log_p = way.anew(way.inputs, hidden)[0]
else:
    log_p = way.onward(layer - 1, way.step(layer - 1, way.entered(layer - 1), hidden))[0]
lost = way.base - log_p
print((lost.sum() if side == "encoder" and target else lost[query - 1]).item())
