"""The page's colour scales for Plotly; the browser's own are in ui/web/scales.js (light), and a test compares them."""

SHARE = ("#fbfcfe", "#d5e4f3", "#9cc3e3", "#5a9bcc", "#2a6fae", "#12437f", "#08204a")
"""Of values in [0, 1], coloured by their square root."""
SIGNED = ("#7f2704", "#c8590f", "#f0a35e", "#fbfbfb", "#7fb3dc", "#2a6fae", "#0a2d5e")
"""Of signed values, evenly, 0 in the middle."""
HEADS = (
    "#0072b2", "#d55e00", "#00845f", "#b8548b", "#946c00", "#2b8cb8", "#7b3294", "#8c510a",
    "#1b7837", "#d81b78", "#5e6b7a", "#a3423a", "#4a5fc1", "#6b7a00", "#007a80", "#a04fb0",
)  # fmt: skip
"""Of what is told apart: queries, heads."""
STEPS = 48


def mixed(colours: tuple[str, ...], at: float) -> str:
    """The colour at a share of the way along some, as Plotly writes it.

    >>> mixed(("#000000", "#ffffff"), 0.5)
    'rgb(128,128,128)'
    """
    place = at * (len(colours) - 1)
    low = min(int(place), len(colours) - 2)
    a, b = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours[low : low + 2])
    return "rgb({},{},{})".format(*(round(x + (y - x) * (place - low)) for x, y in zip(a, b, strict=True)))


def share_scale() -> list[tuple[float, str]]:
    """The scale of shares: what is coloured t stands at t²."""
    return [((i / STEPS) ** 2, mixed(SHARE, i / STEPS)) for i in range(STEPS + 1)]


def signed_scale() -> list[tuple[float, str]]:
    """The scale of signed values."""
    return [(i / (len(SIGNED) - 1), mixed(SIGNED, i / (len(SIGNED) - 1))) for i in range(len(SIGNED))]
