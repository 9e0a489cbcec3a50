"""The live picture of a page with tabs: one tab, with its numbers, in one blob (see ui/web/numbered.js)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from figures.wire import pack


@dataclass(frozen=True)
class Scene:
    """``offered`` is what the page has to choose from, by its name; ``show`` is the tab; ``header`` and ``arrays`` what
    its own module made. ``state`` is what was asked for, as understood, ``first`` what it is before anyone asks,
    ``asked`` the number of the question."""

    text: str
    offered: Mapping[str, object]
    show: str
    header: Mapping[str, object]
    arrays: Mapping[str, np.ndarray]
    words: Mapping[str, object]
    state: Mapping[str, object] = field(default_factory=dict)
    first: Mapping[str, object] = field(default_factory=dict)
    asked: int = 0
    notice: str = ""


def tabbed(scene: Scene) -> bytes:
    """The whole picture."""
    header = {
        "text": scene.text,
        "show": scene.show,
        "words": dict(scene.words),
        "state": dict(scene.state),
        "first": dict(scene.first),
        "asked": scene.asked,
        "notice": scene.notice,
    }
    return pack(dict(scene.header) | dict(scene.offered) | header, dict(scene.arrays))
