import json

import numpy as np

from models.known import OURS, folder_of
from models.measures import MEASURES, induction, measured
from models.source import source
from training.board.corpus import frequencies, texts
from training.board.sample import HERE

text, model, side, layer, head, measure = "I am here.", "gpt-en", "decoder", 2, 5, "entropy"
board = json.loads((folder_of(model) / "heads.json").read_text(encoding="utf-8"))
net = source(model if model in OURS else str(folder_of(model)))
if measure in MEASURES:
    files = [HERE / name for name in board["text"]]
    counts, values = frequencies(files, net.tokens), []
    for one in texts(files):
        maps = {maps.side: maps for maps in net.read(one.text, one.target or net.write(one.text))}
        values.append(measured(maps[side], counts)[MEASURES.index(measure), layer - 1, head - 1].item())
    print(np.nanmean(values))
elif measure == "prefix_matching":
    print(induction(net)[side][:, layer - 1, head - 1].mean().item())
else:
    print(
        next(row for row in board["heads"] if (row["side"], row["layer"], row["head"]) == (side, layer, head))[measure]
    )
