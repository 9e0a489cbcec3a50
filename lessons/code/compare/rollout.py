import torch

import pretrained
from models.explaining import ours

text, target, model, side, layer, head, query, key, hide, part = "I.", "", "gpt-en", "decoder", 1, 1, 3, 2, -1, "layer"
chosen = pretrained.load(model)
way = ours(chosen.net, chosen.tokenizer, side, text, target, 64, hide).way


def mixed(A):
    A = A[0].mean(0) + torch.eye(A.shape[-1])
    return A / A.sum(-1, keepdim=True)


layers, R = way.traces[: layer if part == "layer" else None], torch.eye(way.inputs.shape[1])
for one in way.trace.encoder.layers if side == "cross" else layers:
    R = mixed(one.attn.weights) @ R
if side == "cross":
    C = torch.zeros(way.visible.shape)
    for one in layers:
        C = (one.cross.weights[0].mean(0) @ R + mixed(one.attn.weights) @ C) / 2
print((C if side == "cross" else R)[query - 1, key - 1].item())
