from models.known import OURS, folder_of
from models.source import source
from nets.compared import compared

text, text2, a, b, part, query, key = "I am here.", "I am here.", "gpt-en/decoder/1/1", "gpt-en/decoder/1/2", "a", 3, 2


def weights(name, text):
    model, side, layer, head = name.rsplit("/", 3)
    net = source(model if model in OURS else str(folder_of(model)))
    maps = {one.side: one.weights for one in net.read(text, net.write(text))}
    return maps[side][int(layer) - 1, int(head) - 1].double()


A, B = weights(a, text), weights(b, text2)
if part in ("a", "b"):
    print(dict(a=A, b=B)[part][query - 1, key - 1].item())
else:
    found = getattr(compared(A, B, (A > 0) & (B > 0)), part)
    print(found[query - 1, key - 1].item() if part == "difference" else found[query - 1].item())
