import json

import torch

from models.known import folder_of
from nets.mds import mds

text, model, side, layer, head = "I am here.", "gpt-en", "decoder", 2, 5
board = json.loads((folder_of(model) / "heads.json").read_text(encoding="utf-8"))
heads = [(row["layer"], row["head"]) for row in board["heads"] if row["side"] == side]
squared = torch.tensor(board["divergences"][side])  # the Jensen-Shannon divergence of every two heads
x, y = mds(squared).out[heads.index((layer, head))].tolist()
print(x, y)
