import pretrained
from models.explaining import ours

text, target, model, side, layer, head, query, key, hide, part = "I.", "", "gpt-en", "decoder", 1, 1, 3, 2, -1, "layer"
chosen = pretrained.load(model)
way = ours(chosen.net, chosen.tokenizer, side, text, target, 64, hide).way
A, x = way.traced(layer - 1).weights.clone().requires_grad_(), way.inputs.clone().requires_grad_()
if part == "net":
    log_p = way.anew(x)[0]
else:
    log_p = way.onward(layer - 1, way.rest(layer - 1, way.project(layer - 1, A @ way.traced(layer - 1).V)))[0]
(log_p.sum() if side == "encoder" and target else log_p[query - 1]).backward()
if part == "net":
    print(x.grad[0, key - 1].norm().item())
else:
    found = (A * A.grad).abs()[0, :, query - 1, key - 1]
    print((found[head - 1] if part == "head" else found.mean()).item())
