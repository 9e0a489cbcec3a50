"""Our own nets as sources of attention maps: the encoder-decoder, the language model, and the masked one."""

import torch
from torch import Tensor
from torch.nn import functional as F

from models.maps import Loss, Maps, Source
from nets.bert import BERT
from nets.decoding import Decoding, decode
from nets.gpt import GPT
from nets.importance import cross_entropy
from nets.transformer import EncoderDecoder
from text.bpe import BPE, EOS, SOS, Piece, normalise

STEPS = 60
"""The most tokens a translator writes where nobody says what it should read."""
MASK = "<mask>"
TURNS = 7
"""A masked model is asked for every token once, in so many copies of the text, each with every seventh one hidden:
about as many as in training."""


def stacked(layers: list, name: str) -> Tensor:
    """The weights of the attention called ``name`` in every layer of a trace of one sequence."""
    return torch.stack([getattr(layer, name).weights[0] for layer in layers])


def ends(pieces: list[Piece]) -> Piece:
    """<eos> behind some tokens."""
    end = pieces[-1].end if pieces else 0
    return Piece(EOS, "<eos>", end, end, -1)


def begun(pieces: list[Piece]) -> list[Piece]:
    """<sos> in front of some tokens."""
    return [Piece(SOS, "<sos>", 0, 0, -1), *pieces]


def translator(name: str, net: EncoderDecoder, bpe: BPE) -> Source:
    """Our encoder-decoder."""
    stack = len(net.decoder.layers), net.heads
    shapes = dict(encoder=(len(net.encoder.layers), net.heads), decoder=stack, cross=stack)

    def tokens(text: str) -> tuple[list[Piece], Tensor]:
        pieces = bpe.pieces(normalise(text))[: net.max_length - 1]
        pieces = [*pieces, ends(pieces)]
        return pieces, torch.tensor([[piece.id for piece in pieces]])

    @torch.inference_mode()
    def write(text: str) -> str:
        return bpe.text(decode(net, tokens(text)[1], Decoding(max_steps=STEPS)).tokens.tolist())

    @torch.inference_mode()
    def read(text: str, target: str | None) -> list[Maps]:
        keys, ids = tokens(text)
        written = begun(bpe.pieces(normalise(target or ""))[: net.max_length - 1])
        trace = net.trace(ids, torch.tensor([[piece.id for piece in written]]))
        return [
            Maps("encoder", stacked(trace.encoder.layers, "attn"), keys, keys),
            Maps("decoder", stacked(trace.decoder.layers, "attn"), written, written),
            Maps("cross", stacked(trace.decoder.layers, "cross"), written, keys),
        ]

    @torch.inference_mode()
    def probe(ids: Tensor) -> list[Maps]:
        start = torch.tensor([[SOS]])
        encoder = net.trace(ids[None], start).encoder.layers
        decoder = net.trace(ids[None, :1], ids[None]).decoder.layers
        return [Maps("encoder", stacked(encoder, "attn"), [], []), Maps("decoder", stacked(decoder, "attn"), [], [])]

    def loss(text: str, target: str | None) -> Loss:
        ids = tokens(text)[1]
        read = torch.tensor([[SOS, *bpe.ids(normalise(target or ""))[: net.max_length - 1], EOS]])
        return lambda touch: cross_entropy(net.trace(ids, read[:, :-1], touch).logits, read[:, 1:])

    def ids_of(text: str) -> list[int]:
        return bpe.ids(normalise(text))

    return Source(name, shapes, net.max_length, ids_of, read, write, probe, (EOS + 1, len(bpe)), loss)


def language_model(name: str, net: GPT, bpe: BPE) -> Source:
    """Our language model, or masked one, which reads <sos> and then the text."""

    def tokens(text: str) -> list[int]:
        return bpe.ids(normalise(text))

    @torch.inference_mode()
    def maps(pieces: list[Piece]) -> list[Maps]:
        trace = net.trace(torch.tensor([[piece.id for piece in pieces]]))
        return [Maps(net.side, stacked(trace.layers, "attn"), pieces, pieces)]

    def read(text: str, target: str | None) -> list[Maps]:
        return maps(begun(bpe.pieces(normalise(text)))[: net.max_length])

    def probe(ids: Tensor) -> list[Maps]:
        return maps([Piece(int(id), "", 0, 0, -1) for id in ids])

    def reads_on(text: str, target: str | None) -> Loss:
        ids = torch.tensor([[SOS, *tokens(text), EOS][: net.max_length + 1]])
        return lambda touch: cross_entropy(net.trace(ids[:, :-1], touch).logits, ids[:, 1:])

    def fills_in(text: str, target: str | None) -> Loss:
        ids = torch.tensor([SOS, *tokens(text)][: net.max_length])
        place = torch.arange(len(ids))
        hidden = (place % TURNS == torch.arange(TURNS)[:, None]) & (place > 0)
        hidden = hidden[hidden.any(1)]
        shown = torch.where(hidden, bpe.tokenizer.token_to_id(MASK), ids)
        wanted = ids.expand_as(shown)[hidden]
        return lambda touch: (
            F.cross_entropy(net.trace(shown, touch).logits[hidden], wanted) if len(wanted) else torch.zeros(())
        )

    loss = fills_in if isinstance(net, BERT) else reads_on
    shapes = {net.side: (len(net.layers), net.heads)}
    ordinary = 1 + max(bpe.tokenizer.token_to_id(MASK) or 0, EOS), len(bpe)
    return Source(name, shapes, net.max_length, tokens, read, lambda text: None, probe, ordinary, loss)
