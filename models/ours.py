"""Our own nets as sources of attention maps: the encoder-decoder, the language model, and the masked one."""

from collections.abc import Callable, Sequence
from copy import copy

import torch
from torch import Tensor

from models.maps import Loss, Maps, Question, Source
from nets.bert import BERT
from nets.decoding import Decoding, decode
from nets.gpt import GPT
from nets.importance import cross_entropy
from nets.transformer import AS_TRAINED, EncoderDecoder, Intervention
from text.bpe import BPE, EOS, SOS, Piece, normalise

STEPS = 60
"""The most tokens a translator writes where nobody says what it should read."""
MASK = "<mask>"
TURNS = 7
"""A masked model is asked for every token once, in so many copies of the text, each with every seventh one hidden:
about as many as in training."""
ALONE = 20
"""Where somebody looks on, a text of up to so many tokens is asked for them one by one."""


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


def names_of(bpe: BPE) -> Callable[[Sequence[int]], list[str]]:
    """What a vocabulary calls some ids."""
    return lambda ids: [bpe.pieces_of([id])[0].text for id in ids]


def loss_of(question: Question) -> Loss:
    """The mean cross-entropy of what is wanted; 0 where nothing is."""
    wanted = torch.tensor([[piece.id for piece in question.wanted]])
    return lambda touch: cross_entropy(question.logits(touch), wanted) if question.wanted else torch.zeros(())


def translator(name: str, net: EncoderDecoder, bpe: BPE) -> Source:
    """Our encoder-decoder."""
    stack = len(net.decoder.layers), net.heads
    shapes = dict(encoder=(len(net.encoder.layers), net.heads), decoder=stack, cross=stack)

    def tokens(text: str) -> tuple[list[Piece], Tensor]:
        pieces = bpe.pieces(normalise(text))[: net.max_length - 1]
        pieces = [*pieces, ends(pieces)]
        return pieces, torch.tensor([[piece.id for piece in pieces]])

    @torch.inference_mode()
    def write(text: str, touch: Intervention = AS_TRAINED, draft: str = "") -> str:
        drafts = [bpe.ids(draft)]
        return bpe.text(decode(net, tokens(text)[1], Decoding(max_steps=STEPS), touch, drafts=drafts).tokens.tolist())

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

    def question(text: str, target: str | None) -> Question:
        ids, wanted = tokens(text)[1], bpe.pieces(normalise(target or ""))[: net.max_length - 1]
        wanted = [*wanted, ends(wanted)]
        read = torch.tensor([[SOS, *(piece.id for piece in wanted[:-1])]])
        return Question(wanted, lambda touch: net.trace(ids, read, touch).logits, rows=True)

    def loss(text: str, target: str | None) -> Loss:
        return loss_of(question(text, target))

    def ids_of(text: str) -> list[int]:
        return bpe.ids(normalise(text))

    return Source(
        name, shapes, net.max_length, ids_of, read, write, probe, (EOS + 1, len(bpe)), loss, question, write,
        names_of(bpe),
    )  # fmt: skip


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

    def next_ones(text: str, target: str | None) -> Question:
        pieces = bpe.pieces(normalise(text))
        wanted = [*pieces, ends(pieces)][: net.max_length]
        ids = torch.tensor([[SOS, *(piece.id for piece in wanted[:-1])]])
        return Question(wanted, lambda touch: net.trace(ids, touch).logits, rows=True)

    def hidden_ones(text: str, target: str | None, alone: int = ALONE) -> Question:
        wanted = bpe.pieces(normalise(text))[: net.max_length - 1]
        place = torch.arange(1, len(wanted) + 1)
        turns = max(1, len(wanted) if len(wanted) <= max(alone, TURNS) else TURNS)
        shown = torch.tensor([SOS, *(piece.id for piece in wanted)]).repeat(turns, 1)
        shown[place % turns, place] = bpe.tokenizer.token_to_id(MASK) or 0
        stack = copy(net)
        stack.project = lambda states: states  # most places are not asked about
        return Question(wanted, lambda touch: net.project(stack.trace(shown, touch).logits[place % turns, place])[None])

    def loss(text: str, target: str | None) -> Loss:
        return loss_of(hidden_ones(text, target, 0) if isinstance(net, BERT) else next_ones(text, target))

    question = hidden_ones if isinstance(net, BERT) else next_ones
    shapes = {net.side: (len(net.layers), net.heads)}
    ordinary = 1 + max(bpe.tokenizer.token_to_id(MASK) or 0, EOS), len(bpe)
    return Source(
        name, shapes, net.max_length, tokens, read, lambda text: None, probe, ordinary, loss, question,
        names=names_of(bpe),
    )  # fmt: skip
