from torch import cosine_similarity

import pretrained
from models.explaining import ours

text, target, model, side, layer, head, query, key, hide, part = "I.", "", "gpt-en", "decoder", 1, 1, 3, 2, -1, "layer"
chosen = pretrained.load(model)
way = ours(chosen.net, chosen.tokenizer, side, text, target, 64, hide).way
A, V = way.traced(layer - 1).weights, way.traced(layer - 1).V.clone()
V[0, head - 1 if part == "head" else slice(None), key - 1] = 0
without = way.rest(layer - 1, way.project(layer - 1, A @ V))[0, query - 1].double()
print(1 - cosine_similarity(without, way.traces[layer - 1].out[0, query - 1].double(), 0).item())
