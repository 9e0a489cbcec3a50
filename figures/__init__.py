"""Pictures. Those of the app are in the modules; those for a notebook stand here too (see ``figures.notebook``):

from figures import attention_lines, attention_map, difference_map, heads_grid
"""

NOTEBOOK = ("attention_lines", "attention_map", "difference_map", "heads_grid")
__all__ = [*NOTEBOOK]  # noqa: PLE0604


def __getattr__(name: str):
    """The notebook's figures, with Plotly, when they are first asked for: the app starts without."""
    if name in NOTEBOOK:
        from figures import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'figures' has no attribute {name!r}")
