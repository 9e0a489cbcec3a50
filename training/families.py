"""Every family of recurrent nets, by name."""

from training import conll, labelled
from training.characters import CharacterModel
from training.characters import Recipe as CharacterByCharacter
from training.classification import Classification
from training.classification import Recipe as Reading
from training.recall import Recall
from training.recall import Recipe as RecallRecipe
from training.tagging import Recipe as TagByTag
from training.tagging import Tagging
from training.task import Source, Task

NSMC = Classification(
    "sentiment-ko",
    Source(
        "nsmc",
        dict(train="train.tsv.gz, train_extra.tsv.gz", test="ratings_test.txt.gz"),
        "the official test set; validation: the last 5,000 training rows, whose texts are not trained on",
        "Naver Sentiment Movie Corpus v1.0, https://github.com/e9t/nsmc",
        "CC0 1.0",
        "NSMC by Lucy Park",
    ),
    Reading(epochs=8, peak_rate=3e-3, warmup=500, every=500, averaged=4, dropout=0.2, forgotten=0.02, along=0.2),
    orders=(("id", "text", "label"), ("text", "label")),
    train=("train.tsv.gz", "train_extra.tsv.gz"),
    held_out=5000,
    test="ratings_test.txt.gz",
)
EMOTIONS = Classification(
    "sentiment-en",
    Source(
        "goemotions",
        dict(train="train.tsv.gz", valid="dev.tsv", test="test.tsv"),
        "official; comments whose emotions are all positive or all negative by the authors' grouping, others left out",
        "GoEmotions, https://github.com/google-research/google-research/tree/master/goemotions",
        "CC BY 4.0",
        "GoEmotions by Demszky et al. 2020 (Google)",
    ),
    Reading(
        epochs=8,
        vocab=6000,
        d_model=96,
        units=96,
        peak_rate=3e-3,
        warmup=100,
        every=100,
        averaged=4,
        batch=64,
        dropout=0.3,
        label_smoothing=0.05,
        apart=0.05,
        forgotten=0.02,
        along=0.2,
    ),  # fmt: skip
    orders=(("text", "label", "id"), ("text", "label")),
    of=labelled.sentiment_of_emotions,
    train=("train.tsv.gz",),
    valid="dev.tsv",
    test="test.tsv",
)
SPAM = Classification(
    "spam-en",
    Source(
        "sms-spam",
        dict(train="train.tsv", test="test.tsv"),
        "messages that are alike but for case and digits are in one part; validation: the last 400 training rows",
        "SMS Spam Collection v.1, https://archive.ics.uci.edu/dataset/228/sms+spam+collection",
        '"free for all purposes" (the authors)',
        "SMS Spam Collection by Almeida, Gómez Hidalgo and Yamakami 2011",
    ),
    Reading(
        epochs=12,
        vocab=2000,
        d_model=64,
        units=64,
        peak_rate=3e-3,
        warmup=60,
        every=60,
        averaged=5,
        batch=32,
        dropout=0.3,
        label_smoothing=0.0,
        apart=0.0,
        forgotten=0.02,
        along=0.2,
    ),  # fmt: skip
    classes=labelled.SPAM,
    orders=(("label", "text"),),
    of=labelled.one_of(labelled.SPAM),
    train=("train.tsv",),
    held_out=400,
    test="test.tsv",
)

EWT = Tagging(
    "tagger-en",
    Source(
        "ud-english-ewt",
        {
            part: f"en_ewt-ud-{name}.conllu.gz"
            for part, name in (("train", "train"), ("valid", "dev"), ("test", "test"))
        },
        "official (UD 2.16)",
        "Universal Dependencies English Web Treebank, https://github.com/UniversalDependencies/UD_English-EWT",
        "CC BY-SA 4.0",
        "UD English EWT by Silveira et al. 2014 and its contributors",
    ),
    TagByTag(epochs=6, peak_rate=3e-3, warmup=200, every=196, averaged=3),
)
GSD = Tagging(
    "tagger-ko",
    Source(
        "ud-korean-gsd",
        {
            part: f"ko_gsd-ud-{name}.conllu.gz"
            for part, name in (("train", "train"), ("valid", "dev"), ("test", "test"))
        },
        "official (between UD 2.10 and 2.11); test_unseen: without the test sentences that occur in train",
        "Universal Dependencies Korean GSD, https://github.com/UniversalDependencies/UD_Korean-GSD",
        "CC BY-SA 4.0",
        "UD Korean GSD by McDonald et al. 2013, Chun et al. 2018 and its contributors",
    ),
    TagByTag(epochs=8, peak_rate=3e-3, warmup=100, every=70, averaged=4, d_word=64, units=64),
)
WNUT = Tagging(
    "entities-en",
    Source(
        "wnut17",
        dict(train="train.conll", valid="dev.conll", test="test.conll"),
        "official",
        "WNUT-17 emerging entities, https://github.com/leondz/emerging_entities_17",
        "CC BY 4.0",
        "WNUT-17 by Derczynski, Nichols, van Erp and Limsopatham 2017",
    ),
    TagByTag(
        epochs=7,
        peak_rate=4e-3,
        warmup=200,
        every=106,
        averaged=4,
        batch=16,
        d_word=64,
        units=64,
        label_smoothing=0.0,
        rare=0.1,
        dropout=0.3,
    ),  # fmt: skip
    tags=("O", *(f"{mark}-{kind}" for kind in conll.KINDS for mark in "BI")),
    measure="f1",
)
SHAKESPEARE = CharacterModel(
    "chars-en",
    Source(
        "lm-tinyshakespeare",
        dict(train="input.txt", test="input.txt"),
        "the last tenth is held out",
        "tiny Shakespeare, https://github.com/karpathy/char-rnn",
        "public domain",
        "William Shakespeare; collected by Andrej Karpathy",
        "tail -c 111538 DIR/lm-tinyshakespeare/input.txt > FILE; {}",
    ),
    CharacterByCharacter(epochs=8, peak_rate=4e-3, warmup=200, every=200, averaged=3, dropout=0.2),
    files=("input.txt",),
)
STORIES = CharacterModel(
    "chars-ko",
    Source(
        "lm-korean-shorts",
        dict(train="eight stories", test="talchulgi.txt"),
        "one story is held out; baekchi_adada.txt is left out, since it is not in the public domain everywhere",
        "Korean short stories of the 1920s and 30s",
        "public domain",
        "Hyun Jin-geon, Kim Dong-in, Chae Man-sik, Kang Kyeong-ae, Choe Seo-hae",
    ),
    CharacterByCharacter(
        epochs=25,
        peak_rate=4e-3,
        warmup=100,
        every=60,
        averaged=4,
        dropout=0.5,
        batch=16,
        layers=1,
        at_least=2,
        d_model=96,
    ),  # fmt: skip
    files=tuple(
        f"{story}.txt"
        for story in (
            "b_sagam_gwa_reobeu_reteo",
            "chisuk",
            "gwangyeom_sonata",
            "hongyeom",
            "redimeideu_insaeng",
            "sul_gwonhaneun_sahoe",
            "unsu_joeun_nal",
            "wongoryo_ibaekwon",
        )
    ),  # fmt: skip
    test="talchulgi.txt",
)
RECALL = Recall(
    "recall",
    Source(
        "recall",
        dict(test="python -m training make recall --data FILE"),
        "made up anew from the seed at every step; tests from seeds of their own",
        "made up by training/recall.py",
        "public domain",
        "nobody",
        "python -m training make recall --data FILE; {}",
    ),
    RecallRecipe(epochs=12, peak_rate=4e-3, warmup=100, every=250, averaged=3),
)

FAMILIES: dict[str, Task] = {
    task.name: task for task in (NSMC, EMOTIONS, SPAM, SHAKESPEARE, EWT, RECALL, GSD, WNUT, STORIES)
}
CELLS = ("rnn", "lstm", "gru")


def find(name: str) -> tuple[Task, str]:
    """The family and the cell of a model's name.

    >>> task, cell = find("sentiment-ko-lstm")
    >>> task.name, cell
    ('sentiment-ko', 'lstm')
    """
    family, _, cell = name.rpartition("-")
    return FAMILIES[family], cell


def names() -> list[str]:
    """Every model's name."""
    return [f"{family}-{cell}" for family in FAMILIES for cell in CELLS]
