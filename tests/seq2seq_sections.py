"""Calling a section of /seq2seq as its page does, without a page."""

from ui.run import Look, Reading, run

TEXT = "I am a student."


def reading(name: str, text: str = TEXT) -> Reading:
    return run(f"seq2seq-en-fr-{name}", text, Look())


def call(tab, names: tuple[str, str] = ("none", "general"), text: str = TEXT, **asking):
    """Header and arrays of a tab for two nets; what ``asking`` does not say is asked for as ""."""
    tab_name = tab.__name__.rsplit(".", 1)[1]
    keys = {f"{tab_name}_{name}": "" for name in tab.KEYS}
    return tab.section(keys | asking, text, *(reading(name, text) for name in names), names)
