from models.known import OURS, folder_of
from models.source import source

text, model, side, layer, head, query, key = "I am here.", "gpt-en", "decoder", 2, 5, 3, 2
net = source(model if model in OURS else str(folder_of(model)))
maps = {one.side: one.weights for one in net.read(text, net.write(text))}
print(maps[side][layer - 1, head - 1, query - 1, key - 1].item())
