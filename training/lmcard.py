"""From open text to a folder of ``pretrained/``: train a language model, measure it as it ships, write its card."""

from dataclasses import asdict, replace
from pathlib import Path

import torch

import pretrained
from nets.bert import BERT
from nets.gpt import GPT
from text.bpe import BPE
from training import lm
from training.checkpoints import Run
from training.lmscore import HIDDEN, score

SETS = {
    lm.WIKITEXT: ("WikiText-2 by Merity et al. 2016, written by the authors of Wikipedia", "CC BY-SA"),
    lm.TATOEBA: ("English sentences of tatoeba.org through www.manythings.org/anki", "CC BY 2.0 FR"),
    lm.EWT: ("UD English EWT by Silveira et al. 2014 and its contributors", "CC BY-SA 4.0"),
    "lm-alice": ("Alice's Adventures in Wonderland by Lewis Carroll", "public domain"),
    "lm-timemachine": ("The Time Machine by H. G. Wells", "public domain"),
}
"""Who is to be credited for each set, and its licence."""
HELD_OUT = {
    "wikitext_valid": f"{lm.WIKITEXT}/wiki.valid.tokens.gz",
    "wikitext_test": f"{lm.WIKITEXT}/wiki.test.tokens.gz",
    "tatoeba_valid": f"{lm.TATOEBA}/valid.tsv",
}
MEASURED = (
    "WikiText-2 without the spaces before its marks, @-@ and the equals signs of headings; its <unk> is <unk> here, "
    "read and asked for. perplexity_per_word: exp(all nats / words of the original file, each line's end counted, "
    "equals signs not), so that it can stand beside models of words. Windows of 256 tokens, 64 of them context only. "
    "Tatoeba: each distinct English sentence alone."
)
PUBLISHED = [
    dict(
        model="LSTM, 2 layers of 200, E tied, 750 epochs",
        perplexity_per_word=dict(valid=108.25, test=102.26),
        source="GluonNLP, scripts/language_model/word_language_model.rst, standard_lstm_lm_200_wikitext-2",
    ),
    dict(
        model="Transformer, 8 layers of 512, 38.9 million parameters, 40 epochs",
        perplexity_per_word=dict(test=133.05),
        source="github.com/kingdom-of-warriors/AI3611, llm/README.md",
    ),
]
"""Other small models that learnt from WikiText-2 alone, in words, as their authors give it."""
MASKED = (
    f"Of each text {HIDDEN:.0%} of the tokens are hidden or changed, as in training, by dice that always fall alike; "
    "nats_per_token and accuracy are of these. The texts as for gpt-en, in windows of 256 tokens."
)
PUBLISHED_MASKED = [
    dict(
        model=f"BERT, {layers} layers of 768, {heads} heads, 30,000 word pieces, learnt from 3.3 billion words",
        perplexity_per_token=perplexity,
        source="Devlin et al. 2019, BERT, Table 6: on held-out text of its own training sets",
    )
    for layers, heads, perplexity in ((3, 12, 5.84), (6, 12, 4.68))
]
"""The smallest of BERT's own ablation of size; nobody has published one of five million parameters with its loss."""


def command(name: str, file: str) -> str:
    return f"python -m training evaluate {name} --data DIR/{file}"


def measure(net: GPT, bpe: BPE, file: Path) -> dict:
    """What ``evaluate`` prints: the score on a file, and for a net that reads on what its heads make of repeats."""
    found = score(net, bpe, file) | dict(data=file.name)
    return found if isinstance(net, BERT) else found | dict(induction=lm.induction(net, sequences=32))


def untrained(net: GPT, kwargs: dict, seed: int) -> GPT:
    """The same net as it was before the first step."""
    torch.manual_seed(seed)
    return type(net)(**kwargs).eval()


def card(name: str, recipe: lm.Recipe, run: Run, net: GPT, bpe: BPE, folder: Path, threads: int) -> dict:
    """Everything on the card but net and checksum, which ``pretrained.save`` adds. ``folder`` is that of ``--data``."""
    metrics = {key: score(net, bpe, folder / file) for key, file in HELD_OUT.items()}
    if not isinstance(net, BERT):
        metrics["induction"] = lm.induction(net, sequences=32)
        metrics["induction_untrained"] = lm.induction(untrained(net, recipe.net(), recipe.seed), sequences=32)
    sizes = {
        part: dict(paragraphs=len(texts), tokens=sum(map(len, bpe.ids_batch(texts))) + len(texts))
        for part, texts in lm.parts(folder, recipe.seed).items()
    }
    return dict(
        kwargs=recipe.net(),
        tokenizer=f"byte-pair encoding of English, {recipe.vocab} tokens, the {recipe.letters} commonest characters, "
        f"with {lm.MASK}; tokenizer.json",
        data=dict(
            name=", ".join(SETS),
            train={part: size | dict(of=SETS[part][0], licence=SETS[part][1]) for part, size in sizes.items()},
            valid=HELD_OUT,
            split="official; of the books the last tenth is not read; Tatoeba by connected components",
        ),
        licence="MIT for the weights, which were learnt from text under CC BY-SA, CC BY-SA 4.0 and CC BY 2.0 FR and in "
        f"the public domain: credit {'; '.join(who for who, _ in SETS.values())}",
        metrics=metrics | dict(runs=1, **told(net)),
        seed=recipe.seed,
        command=f"python -m training train {name} --data DIR --epochs {recipe.epochs:g}",
        evaluation="; ".join(command(name, file) for file in HELD_OUT.values()),
        recipe=asdict(recipe),
        parameters=sum(parameter.numel() for parameter in net.parameters()),
        training=dict(steps=run.step, seconds=round(run.seconds), device="cpu", threads=threads),
        curve=[{key: rounded(value) for key, value in point.items()} for point in run.curve],
    )


def told(net: GPT) -> dict:
    """How a net was measured, and what others of its kind reach."""
    masked = isinstance(net, BERT)
    return dict(measured=MASKED if masked else MEASURED, published=PUBLISHED_MASKED if masked else PUBLISHED)


def rounded(value: float | list) -> float | list:
    """Four digits of a number, or of every number in a list; of a whole number all.

    >>> rounded([[0.123456, 2]])
    [[0.1235, 2]]
    """
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return value if isinstance(value, int) else float(f"{value:.4g}")


def produce(name: str, folder: Path, work: Path, root: Path, epochs: float | None, threads: int) -> Path:
    """Train, measure and write a language model."""
    recipe = replace(lm.Recipe(), epochs=epochs) if epochs else lm.Recipe()
    net, bpe, run = lm.train(name, folder, work, recipe)
    net.load_state_dict({key: value.half() for key, value in net.state_dict().items()})  # measured as it is shipped
    return pretrained.save(name, net, bpe, card(name, recipe, run, net, bpe, folder, threads), root)
