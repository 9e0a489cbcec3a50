"""What a translation loses without a head: BLEU with all heads, less BLEU with this one ablated.

Greedy translations, one for each distinct English sentence, compared with all its French references. The interval is a
bootstrap over the sentences, the same draws with the head and without it, so that what is hard for both cancels. The
untrained net has no BLEU to lose.
"""

from collections.abc import Sequence

import numpy as np
from sacrebleu.metrics import BLEU
from tqdm import tqdm

from nets.transformer import EncoderDecoder, Intervention
from text.bpe import BPE, normalise
from text.french import elide
from training.beam import translate
from training.board.tally import CONFIDENCE, times
from training.data import grouped


def statistics(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> np.ndarray:
    """What BLEU is made of, for each sentence: matches of 1 to 4 words, words, and both lengths, (sentence, 10)."""
    bleu = BLEU(effective_order=False)
    found = []
    for hypothesis, others in zip(hypotheses, references, strict=True):
        score = bleu.corpus_score([hypothesis], [[one] for one in others])
        found.append([*score.counts, *score.totals, score.sys_len, score.ref_len])
    return np.array(found, float)


def bleu_of(sums: np.ndarray) -> float:
    """BLEU of added statistics, on a scale of 0 to 100."""
    numbers = [round(value) for value in sums]
    return BLEU.compute_bleu(numbers[:4], numbers[4:8], numbers[8], numbers[9], smooth_method="exp").score


def lost(net: EncoderDecoder, bpe: BPE, pairs: Sequence[tuple[str, str]], many: int, shapes: dict) -> tuple[dict, dict]:
    """By (side, layer, head) from 0: how much BLEU is lost, with the ends of its interval; and what was measured on."""
    sentences = list(grouped((normalise(en), normalise(fr)) for en, fr in pairs).items())[:many]
    sources = [bpe.ids(english)[: net.max_length - 1] for english, _ in sentences]
    weights = np.stack([times(number) for number in range(len(sentences))], 1)
    tail = (1 - CONFIDENCE) / 2

    def replicates(touch: Intervention) -> np.ndarray:
        written = [normalise(elide(bpe.text(ids))) for ids in translate(net, sources, 1, touch=touch)]
        sums = weights @ statistics(written, [references for _, references in sentences])
        return np.array([bleu_of(one) for one in sums])

    whole = replicates(Intervention())
    heads = [(side, i, h) for side, shape in shapes.items() for i, h in np.ndindex(shape)]
    found = {}
    for head in tqdm(heads, unit="head", desc="translating without each head"):
        drop = whole - replicates(Intervention(ablated=frozenset([head])))
        found[head] = [drop[0], *np.quantile(drop[1:], (tail, 1 - tail))]
    return found, dict(bleu=round(whole[0], 2), bleu_sentences=len(sentences))
