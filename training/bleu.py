"""How good the translations are: BLEU (Papineni et al. 2002) and chrF (Popović 2015), by sacreBLEU.

Each distinct English sentence is translated once and compared with all its French references together. Translations and
references are both brought into one form by ``text.bpe.normalise`` (spaces, quotes, accents) before they are compared.
"""

import sys
from itertools import zip_longest
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF
from tqdm import tqdm

from nets.transformer import EncoderDecoder
from text.bpe import BPE, normalise
from text.french import elide
from training import data
from training.beam import translate


def scores(hypotheses: list[str], references: list[list[str]]) -> dict:
    """BLEU and chrF of hypotheses, each with one or more references, on a scale of 0 to 100.

    sacreBLEU wants streams: the first reference of each sentence, then the second, and None where there are no more.
    """
    streams = [list(stream) for stream in zip_longest(*references)]
    bleu, chrf = BLEU(), CHRF()
    return dict(
        bleu=round(bleu.corpus_score(hypotheses, streams).score, 2),
        chrf=round(chrf.corpus_score(hypotheses, streams).score, 2),
        sentences=len(hypotheses),
        references=sum(map(len, references)),
        signature=str(bleu.get_signature()),
        signature_chrf=str(chrf.get_signature()),
    )


def source_ids(net: EncoderDecoder, bpe: BPE, english: list[str]) -> list[list[int]]:
    """Token ids without <eos>. What is longer than the net can read is cut, and named on stderr."""
    result = bpe.ids_batch(english)
    for text, ids in zip(english, result, strict=True):
        if len(ids) >= net.max_length:
            print(f"cut to {net.max_length} tokens of {len(ids) + 1}: {text[:60]}…", file=sys.stderr)
            del ids[net.max_length - 1 :]
    return result


def evaluate(net: EncoderDecoder, bpe: BPE, file: Path, beams: int) -> dict:
    """Translate the English of a file of pairs (English, tab, French; with a header or without) and score it."""
    pairs, left_out = data.table(file, ("en", "fr"), 2, data.pair)
    references = data.grouped(pairs)
    sources = source_ids(net, bpe, list(references))
    with tqdm(total=len(sources), unit="sentence", desc="translating") as bar:
        translations = translate(net, sources, beams, progress=bar.update)
    hypotheses = [normalise(elide(bpe.text(ids))) for ids in translations]
    result = scores(hypotheses, list(references.values()))
    return result | dict(
        beam=beams,
        pairs=file.name,
        lines_left_out=left_out,
        normalised="both sides, text.bpe.normalise; hypotheses, text.french.elide",
    )
