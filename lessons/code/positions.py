import math

import pretrained
from text.bpe import EOS, PAD, SOS

text, pads, written, side, part, token, unit = "I am a student.", 0, [41, 7, 3], "source", "out", 2, 5
model = pretrained.load("translate-en-fr")
source = [*model.tokenizer.ids(text)[:64], EOS, *[PAD] * pads]
ids, d_model = {"source": source, "target": [SOS, *written[:-1]]}[side], model.net.d_model
tokens = model.net.embedding.weight[ids[token - 1], unit - 1].item() * math.sqrt(d_model)
angle = (token - 1) / 10000 ** ((unit - 1) // 2 * 2 / d_model)
positions = math.cos(angle) if (unit - 1) % 2 else math.sin(angle)
print({"tokens": tokens, "positions": positions, "out": tokens + positions}[part])
