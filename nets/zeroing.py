"""Value zeroing: what token j gives to token i in a layer, found by taking it away.

    h_i        what the layer gives out at i
    h_i^{¬j}   the same where v_j = 0, with all weights A as they were
    Z_ij       = 1 - cos(h_i, h_i^{¬j})

The whole layer is in it: values, W_O, the residual connections, both norms, the FFN. 0 means that i is the same without
j, 2 that it points the other way. The weights are not brought to sum 1 again, as they would be were j masked. For one
head, v_j is 0 in that head alone. All j are variants of one pass of the layer, not of the net.

The paper brings the rows to sum 1, to compare; here they are left as they are, for ranks are compared.

Source: Mohebbi et al. 2023, Quantifying Context Mixing in Transformers, section 3.
"""

from torch import Tensor
from torch.nn import functional as F

from nets.ways import Way


def zeroing(way: Way, layer: int, head: int | None = None, query: int | None = None) -> Tensor:
    """Z (query, key) of a layer, or of one of its heads; of one query (1, key), or of all."""
    trace = way.traced(layer)
    A, V, context = trace.weights[0], trace.V[0], trace.context
    if query is not None:
        A, context = A[:, query : query + 1], context[:, :, query : query + 1]
    taken = A.permute(2, 0, 1)[..., None] * V.transpose(0, 1)[:, :, None]  # (key, head, query, d_head): A_ij v_j
    if head is not None:
        one = taken.new_zeros(taken.shape[1])
        one[head] = 1.0
        taken = taken * one[:, None, None]
    changed = way.rest(layer, way.project(layer, context - taken), query)
    whole = way.rest(layer, way.project(layer, context), query)
    return (1 - F.cosine_similarity(changed.double(), whole.double(), dim=-1)).clamp_min(0.0).T
