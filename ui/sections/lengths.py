"""The tab about length: how good the translations of sentences of every length are, from the models' cards."""

from figures.sections.lengths import curves
from pretrained import BrokenModel
from ui.run import TRANSLATOR, Reading, load
from ui.sections.choosing import MODEL, NAMES, words_of


def words(lang: str) -> dict:
    return words_of("lengths", lang)


def metrics(name: str) -> dict:
    """What a model's card says was measured; nothing where there is no such model."""
    try:
        return load(name).card["metrics"]
    except BrokenModel:
        return {}


def section(asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]) -> tuple[dict, dict]:
    """Two charts: sentences as they are, and several read as one text. ``typed`` is the length of this text."""
    models = {name: metrics(MODEL.format(name)) for name in NAMES} | {"transformer": metrics(TRANSLATOR)}
    charts, arrays = {}, {}
    for chart in ("by_length", "by_length_joined"):
        bins, found = curves({name: measured.get(chart, []) for name, measured in models.items()})
        charts[chart] = bins
        arrays |= {f"{chart}.{name}": values for name, values in found.items()}
    typed = sum(piece.word >= 0 for piece in first.source)
    return {"charts": charts, "models": list(models), "chosen": list(names), "typed": typed, "state": {}}, arrays
