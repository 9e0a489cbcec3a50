from models.known import OURS, folder_of
from models.source import source

text, model, side, layer, head, queries, keys = "I am a student.", "gpt-en", "decoder", 1, 1, [1, 4], [1, 4]
known = source(model if model in OURS else str(folder_of(model)))
text = text[:6000]
maps = next(maps for maps in known.read(text, known.write(text)) if maps.side == side)
weights = maps.weights[layer - 1, head - 1]
tile = weights[queries[0] - 1 : queries[1], keys[0] - 1 : keys[1]]
print(tile.max().item())
