"""What stands below the top picture of /seq2seq, one section at a time: a module for each tab, in the order of the bar.

To plug in a tab: import its module here and name it in SECTIONS; put ``export class Section`` into
ui/web/section_<tab>.js and its title as ``tab_<tab>`` into [seq2seq] of ui/words.toml. The module gives
``section(asking, text, first, second, names) -> (header, arrays)`` and ``words(lang) -> dict``: see lengths.py.
"""

from ui.sections import beam, draw, forcing, lengths, prefixes, scores, steps

SECTIONS = {
    "steps": steps,
    "draw": draw,
    "scores": scores,
    "prefixes": prefixes,
    "forcing": forcing,
    "beam": beam,
    "lengths": lengths,
}
