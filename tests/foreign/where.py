"""Where each family keeps its output projections, by hand, and nets that lack a part of one."""

import copy

import torch

HEADS, D_HEAD = 4, 8
BOTH = {"t5", "bart", "marian"}


def bart(net, side, layer):
    stack = net.model.encoder if side == "encoder" else net.model.decoder
    return (stack.layers[layer].encoder_attn if side == "cross" else stack.layers[layer].self_attn).out_proj


def t5(net, side, layer):
    if side == "encoder":
        return net.encoder.block[layer].layer[0].SelfAttention.o
    block = net.decoder.block[layer].layer
    return block[1].EncDecAttention.o if side == "cross" else block[0].SelfAttention.o


OUTPUT = {
    "bert": lambda net, _, i: net.bert.encoder.layer[i].attention.output.dense,
    "spanbert": lambda net, _, i: net.encoder.layer[i].attention.output.dense,
    "roberta": lambda net, _, i: net.roberta.encoder.layer[i].attention.output.dense,
    "distilbert": lambda net, _, i: net.transformer.layer[i].attention.out_lin,
    "albert": lambda net, _, i: net.albert.encoder.albert_layer_groups[0].albert_layers[0].attention.dense,
    "electra": lambda net, _, i: net.electra.encoder.layer[i].attention.output.dense,
    "xlm": lambda net, _, i: net.transformer.attentions[i].out_lin,
    "xlnet": lambda net, _, i: net.transformer.layer[i].rel_attn,
    "gpt2": lambda net, _, i: net.transformer.h[i].attn.c_proj,
    "llama": lambda net, _, i: net.model.layers[i].self_attn.o_proj,
    "t5": t5,
    "bart": bart,
    "marian": bart,
}
"""Where each family's W_O is, by hand."""


def inputs(checkpoint):
    given = {"input_ids": torch.tensor([[2, 17, 31, 8, 90, 3]])}
    if checkpoint.net.config.is_encoder_decoder:
        given["decoder_input_ids"] = torch.tensor([[2, 11, 12, 13]])
    return given


def states(net, given):
    """All that the net's stacks give out."""
    out = net(**given, output_hidden_states=True)
    found = [out[name] for name in ("hidden_states", "encoder_hidden_states", "decoder_hidden_states") if name in out]
    return torch.cat([layer.flatten() for layers in found for layer in layers])


def without(net, family, side, layer, head):
    """A net whose head writes nothing, since its part of W_O is 0."""
    net = copy.deepcopy(net)
    module, mine = OUTPUT[family](net, side, layer), slice(head * D_HEAD, (head + 1) * D_HEAD)
    if family == "xlnet":
        module.o.data[:, head] = 0
    elif family == "gpt2":
        module.weight.data[mine] = 0
    else:
        module.weight.data[:, mine] = 0
    return net
