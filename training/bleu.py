"""How good the translations are: BLEU (Papineni et al. 2002) and chrF (Popović 2015), by sacreBLEU.

Each distinct English sentence is translated once and compared with all its French references together. Translations and
references are both brought into one form by ``text.bpe.normalise`` (spaces, quotes, accents) before they are compared.
BLEU by length is told too, of the sentences, and of long texts made of them (``training.lengths``).
"""

import sys
from itertools import zip_longest
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF
from tqdm import tqdm

from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention
from nets.transformer import EncoderDecoder
from text.bpe import BPE, normalise
from text.french import elide
from training import data, lengths
from training.beam import STEPS, translate


def streams(references: list[list[str]]) -> list[list[str | None]]:
    """As sacreBLEU wants them: the first reference of each sentence, then the second, None where there are no more."""
    return [list(stream) for stream in zip_longest(*references)]


def scores(hypotheses: list[str], references: list[list[str]]) -> dict:
    """BLEU and chrF of hypotheses, each with one or more references, on a scale of 0 to 100."""
    bleu, chrf = BLEU(), CHRF()
    return dict(
        bleu=round(bleu.corpus_score(hypotheses, streams(references)).score, 2),
        chrf=round(chrf.corpus_score(hypotheses, streams(references)).score, 2),
        sentences=len(hypotheses),
        references=sum(map(len, references)),
        signature=str(bleu.get_signature()),
        signature_chrf=str(chrf.get_signature()),
    )


def bleu_of(hypotheses: list[str], references: list[list[str]]) -> float:
    """BLEU alone."""
    return round(BLEU().corpus_score(hypotheses, streams(references)).score, 2)


def source_ids(net: EncoderDecoder | Seq2seq, bpe: BPE, english: list[str]) -> list[list[int]]:
    """Token ids without <eos>. What is longer than the net can read is cut, and named on stderr."""
    result = bpe.ids_batch(english)
    for text, ids in zip(english, result, strict=True):
        if len(ids) >= net.max_length:
            print(f"cut to {net.max_length} tokens of {len(ids) + 1}: {text[:60]}…", file=sys.stderr)
            del ids[net.max_length - 1 :]
    return result


def translations(
    net: EncoderDecoder | Seq2seq, bpe: BPE, sources: list[list[int]], beams: int, steps: int = STEPS,
    touch: Intervention | None = None,
) -> list[str]:  # fmt: skip
    """The French of each source, normalised."""
    with tqdm(total=len(sources), unit="sentence", desc="translating") as bar:
        found = translate(net, sources, beams, progress=bar.update, steps=steps, touch=touch)
    return [normalise(elide(bpe.text(ids))) for ids in found]


def evaluate(
    net: EncoderDecoder | Seq2seq, bpe: BPE, file: Path, beams: int, touch: Intervention | None = None,
    texts: bool = True,
) -> dict:  # fmt: skip
    """Translate the English of a file of pairs (English, tab, French; with a header or without) and score it.

    ``texts``: whether sentences joined to long texts are translated too.
    """
    pairs, left_out = data.table(file, ("en", "fr"), 2, data.pair)
    sentences = list(data.grouped(pairs).items())
    sources = source_ids(net, bpe, [english for english, _ in sentences])
    hypotheses = translations(net, bpe, sources, beams, touch=touch)
    references, sizes = [found for _, found in sentences], [len(ids) for ids in sources]
    result = scores(hypotheses, references) | dict(
        beam=beams,
        pairs=file.name,
        lines_left_out=left_out,
        normalised="both sides, text.bpe.normalise; hypotheses, text.french.elide",
        by_length=lengths.table(sizes, hypotheses, references, lengths.SENTENCES, bleu_of),
    )
    if texts:
        joined = lengths.joined(sentences, sizes)
        sources = source_ids(net, bpe, [english for english, _ in joined])
        hypotheses = translations(net, bpe, sources, beams, lengths.STEPS, touch)
        references, sizes = [found for _, found in joined], [len(ids) for ids in sources]
        result["by_length_joined"] = lengths.table(sizes, hypotheses, references, lengths.TEXTS, bleu_of)
    return result
