import torch
from torch.nn.functional import pad

from models.known import OURS, folder_of
from models.source import source
from nets.compared import compared, words_and_rest
from text.common import common

text, text2, a, b, part, query, key = "I am here.", "I am here.", "gpt-en/decoder/1/1", "gpt-en/decoder/1/2", "a", 3, 2


def read(name, text):
    model, side, layer, head = name.rsplit("/", 3)
    net = source(model if model in OURS else str(folder_of(model)))
    maps = {one.side: one for one in net.read(text, net.write(text))}[side]
    return maps.weights[int(layer) - 1, int(head) - 1].double(), maps.queries, maps.keys


(A, *one), (B, *other) = read(a, text), read(b, text2)
met = [common(x, y) or (common(x, x)[0], common(y, y)[0]) for x, y in zip(one, other, strict=True)]
A, B = (words_and_rest(M, *(torch.tensor(axis[k]) for axis in met)) for k, M in enumerate((A, B)))
if part in ("a", "b"):
    print(dict(a=A, b=B)[part][query - 1, key - 1].item())
else:
    A, B = (pad(M, (0, max(A.shape[1], B.shape[1]) - M.shape[1])) for M in (A, B))
    found = getattr(compared(A, B, (A > 0) & (B > 0)), part)
    print(found[query - 1, key - 1].item() if part == "difference" else found[query - 1].item())
