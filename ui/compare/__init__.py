"""The page that compares heads, one tab at a time: a module for each.

A tab's module has
``asked_for(view) -> dict``: what is asked for, by their names in the address, of a mapping that may hold nonsense;
``section(asked, text) -> (header, arrays, notices)``: its numbers, and sentences that the reader must know;
``words(lang) -> dict``: its labels.

``asked`` also holds what all tabs share: ``a`` and ``b``, the heads looked at, and ``text2``, the sentence that
B reads where it is not A's.
"""
