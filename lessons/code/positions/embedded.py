import pretrained
from text.bpe import SOS

text, part, token, unit = "Tom loves Mary.", "out", 2, 5
model = pretrained.load("bert-en")
ids = [SOS, *model.tokenizer.ids(text)]
tokens = model.net.embedding.weight[ids[token - 1], unit - 1].item()
positions = model.net.positions.weight[token - 1, unit - 1].item()
print({"tokens": tokens, "positions": positions, "out": tokens + positions}[part])
