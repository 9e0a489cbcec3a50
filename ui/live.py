"""The live parts of a page: a text box that sends every keystroke, and pictures that follow it."""

from ui.live_text import live_text
from ui.picture import asked, picture

__all__ = ["asked", "live_text", "picture"]
