"""What a run does beside reading the text, as values: one for each kind of net."""

from dataclasses import dataclass

from nets import seq2seq_trace
from nets.decoding import Decoding
from nets.transformer import Intervention


@dataclass(frozen=True)
class Settings:
    """What a run does beside reading the text. ``ablated`` holds heads as ``side.layer.head``, counted from 1."""

    strategy: str = "greedy"
    beams: int = 4
    length_penalty: float = 1.0
    sampling_temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0
    prefix: str = ""
    temperature: float = 1.0
    ablated: tuple[str, ...] = ()
    look_ahead: bool = True
    padding: str = "none"

    def touch(self) -> Intervention:
        heads = (name.split(".") for name in self.ablated)
        ablated = frozenset((side, int(layer) - 1, int(head) - 1) for side, layer, head in heads)
        return Intervention(self.temperature, ablated, self.look_ahead, self.padding != "seen")

    def decoding(self, steps: int) -> Decoding:
        return Decoding(
            self.strategy, self.beams, self.length_penalty, self.sampling_temperature, self.top_k, self.top_p,
            self.seed, steps,
        )  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The same for a recurrent encoder-decoder. ``rows``: attention rows that are put in place of the net's own, and
    ``score`` the function that looks back, as in ``nets.seq2seq_trace.Intervention``."""

    strategy: str = "greedy"
    beams: int = 4
    length_penalty: float = 1.0
    prefix: str = ""
    rows: tuple[tuple[int, tuple[float, ...]], ...] = ()
    score: str = ""
    padding: str = "none"

    def touch(self) -> seq2seq_trace.Intervention:
        return seq2seq_trace.Intervention(self.rows, self.score)

    def decoding(self, steps: int) -> Decoding:
        return Decoding(self.strategy, self.beams, self.length_penalty, max_steps=steps)
