"""Heads in a notebook: Plotly figures of any attention weights, in the colours of the page.

    from figures import attention_lines, attention_map, difference_map, heads_grid

They take what ``foreign.modules.attend``, ``foreign.reading.read`` (its ``trace``) and ``nets.trace.freeze`` give: a
``Quantity`` whose last axes are query and key, or a mapping of such by their paths. Which one of a mapping is told by
``path``, which layer, head and text by ``layer``, ``head`` and ``batch``, all counted from 0, as in Python. ``queries``
and ``keys`` are the tokens: words, or anything with a ``text``.
"""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from figures.colours import HEADS, mixed, share_scale, signed_scale
from nets.quantity import Quantity

Weights = Quantity | Mapping[str, Quantity]
CELL, LEAST, MOST = 26, 260, 900
"""Pixels of a cell of a map, and of its sides at least and at most."""
ACROSS = 4
"""Heads beside each other in the grid of one layer."""
FAINTEST = 0.02
"""Lines for less weight than this are not drawn."""
SHADES = 12
"""Strengths that lines are told apart by."""
DARK, LIGHT = "#14202e", "#cfd7e3"


def attention_map(
    weights: Weights, queries: Sequence = (), keys: Sequence = (), *,
    path: str | None = None, layer: int | None = None, head: int | None = None, batch: int = 0,
) -> go.Figure:  # fmt: skip
    """One head: how much of each key's value (across) a query (down) takes. ``keys`` are ``queries`` if left out.

    Raises ValueError that names what must still be chosen, and for tokens that are not as many as the weights.
    """
    one, name = chosen(weights, path, dict(layer=layer, head=head, batch=batch))
    rows, columns = labels(one.values.shape, queries, keys)
    picture = heatmap(one.values, rows, columns, one.symbol, share_scale(), 0.0, 1.0)
    return laid_out(go.Figure(picture), name or one.text, one.values.shape)


def difference_map(
    a: Weights, b: Weights, queries: Sequence = (), keys: Sequence = (), *,
    path: str | None = None, layer: int | None = None, head: int | None = None, batch: int = 0,
    path_b: str | None = None, layer_b: int | None = None, head_b: int | None = None,
) -> go.Figure:  # fmt: skip
    """Where one head (A, blue) gives more weight than another (B, orange). What is not said of B is as in A.

    Raises ValueError as ``attention_map`` does, and for maps of two sizes.
    """
    one, name = chosen(a, path, dict(layer=layer, head=head, batch=batch))
    other, named = chosen(
        b, path if path_b is None else path_b,
        dict(layer=layer if layer_b is None else layer_b, head=head if head_b is None else head_b, batch=batch),
    )  # fmt: skip
    if one.values.shape != other.values.shape:
        raise ValueError(f"A is {one.values.shape} and B {other.values.shape}: compare heads on one text")
    values = one.values.astype(float) - other.values
    limit = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    rows, columns = labels(values.shape, queries, keys)
    picture = heatmap(values, rows, columns, "A − B", signed_scale(), -limit, limit)
    return laid_out(go.Figure(picture), f"A {name}<br>B {named}", values.shape)


def heads_grid(
    weights: Weights, queries: Sequence = (), keys: Sequence = (), *,
    path: str | None = None, layer: int | None = None, batch: int = 0,
) -> go.Figure:  # fmt: skip
    """All heads of a layer, each a map of its own; without ``layer`` of all layers, a row each.

    Raises ValueError as ``attention_map`` does.
    """
    some, name = chosen(weights, path, dict(layer=layer, batch=batch), free=("layer", "head"))
    rows, columns = labels(some.values.shape[-2:], queries, keys)
    if "layer" in some.dims:
        return laid_out(mosaic(some, rows, columns), name or some.text, None)
    heads = len(some.values)
    across = min(ACROSS, heads)
    down = -(-heads // across)
    figure = make_subplots(
        down, across, subplot_titles=[f"head {h}" for h in range(heads)], shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.02, vertical_spacing=0.12 / down,
    )  # fmt: skip
    for h, values in enumerate(some.values):
        picture = heatmap(values, rows, columns, some.symbol, share_scale(), 0.0, 1.0)
        picture.showscale = h == 0
        figure.add_trace(picture, 1 + h // across, 1 + h % across)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(title=name or some.text, height=110 + 240 * down, plot_bgcolor="white", font_color=DARK)
    return figure


def attention_lines(
    weights: Weights, queries: Sequence = (), keys: Sequence = (), *,
    path: str | None = None, layer: int | None = None, head: int | None = None, batch: int = 0,
) -> go.Figure:  # fmt: skip
    """One head as lines from queries (left) to keys (right), the stronger the more weight. Hover a token for its row.

    Raises ValueError as ``attention_map`` does.
    """
    one, name = chosen(weights, path, dict(layer=layer, head=head, batch=batch))
    A = np.nan_to_num(one.values)
    rows, columns = labels(A.shape, queries, keys)
    figure = go.Figure()
    shade = np.ceil(A * SHADES).astype(int).clip(0, SHADES)
    for level in range(1, SHADES + 1):
        i, j = np.nonzero((shade == level) & (A >= FAINTEST))
        if len(i):
            y = np.stack([i, j, np.full(len(i), np.nan)], 1).ravel()
            colour = mixed(("#ffffff", HEADS[0]), 0.15 + 0.85 * level / SHADES)
            figure.add_scatter(
                x=np.tile([0.0, 1.0, np.nan], len(i)), y=y, mode="lines", hoverinfo="skip",
                line=dict(color=colour, width=0.5 + 3.5 * level / SHADES),
            )  # fmt: skip
    best = A.argmax(1) if A.size else []
    told = [
        f"{row}<br>most from {columns[j]}: {A[i, j]:.3f}" for i, (row, j) in enumerate(zip(rows, best, strict=True))
    ]
    given = [
        f"{column}<br>on average {mean:.3f}" for column, mean in zip(columns, A.sum(0) / max(1, len(A)), strict=True)
    ]
    for x, texts, hover, side in ((0, rows, told, "middle left"), (1, columns, given, "middle right")):
        figure.add_scatter(
            x=[x] * len(texts), y=list(range(len(texts))), mode="markers+text", text=[plain(text) for text in texts],
            textposition=side, hovertext=hover, hoverinfo="text", marker=dict(size=6, color=HEADS[0]),
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[-0.6, 1.6])
    figure.update_yaxes(visible=False, autorange="reversed")
    height = min(MOST, max(LEAST, 90 + CELL * max(A.shape)))
    figure.update_layout(
        title=name or one.text, showlegend=False, height=height, width=560, plot_bgcolor="white", font_color=DARK
    )
    return figure


def chosen(weights: Weights, path: str | None, where: Mapping, free: Sequence[str] = ()) -> tuple[Quantity, str]:
    """The one array meant, and what it is called. Axes in ``free`` may be left. Raises ValueError."""
    name = ""
    if isinstance(weights, Mapping):
        maps = {p: q for p, q in weights.items() if q.dims[-2:] == ("query", "key")}
        maps = {p: q for p, q in maps.items() if p.split(".")[-1] == "weights"} or maps
        path = next(iter(maps)) if path is None and len(maps) == 1 else path
        if path not in maps:
            raise ValueError(f"say which weights: path= one of {', '.join(maps) or 'none, for there are none'}")
        weights, name = maps[path], path
    if weights.dims[-2:] != ("query", "key"):
        raise ValueError(f"{weights.symbol} has the axes {', '.join(weights.dims)}, and no map of queries by keys")
    said = []
    for axis, index in where.items():
        if axis not in weights.dims or (index is None and axis in free):
            continue
        count = weights.values.shape[weights.dims.index(axis)]
        if index is None or not -count <= index < count:
            raise ValueError(f"say which {axis}: {axis}= 0 to {count - 1}")
        weights = weights.at(**{axis: index})
        said += [f"{axis} {index % count}"] if axis != "batch" or count > 1 else []
    left = [axis for axis in weights.dims[:-2] if axis not in free]
    if left:
        raise ValueError(f"say which {left[0]}")
    return weights, " · ".join([*([escape(name)] if name else []), *said])


def labels(shape: Sequence[int], queries: Sequence, keys: Sequence) -> tuple[list[str], list[str]]:
    """What rows and columns are called, each with its place, so that no two are alike. Raises ValueError."""
    found = []
    for axis, tokens, count in zip(("queries", "keys"), (queries, keys or queries), shape, strict=True):
        if len(tokens) and len(tokens) != count:
            raise ValueError(f"there are {len(tokens)} {axis}, and weights for {count}")
        texts = [escape(getattr(token, "text", str(token))) for token in tokens] or [""] * count
        found.append([f"{text} ({place})" if text else f"({place})" for place, text in enumerate(texts)])
    return found[0], found[1]


def plain(label: str) -> str:
    """A label without its place.

    >>> plain("dog (3)"), plain("(3)")
    ('dog', '(3)')
    """
    return label.rpartition(" (")[0] or label


def heatmap(values: np.ndarray, rows: list[str], columns: list[str], symbol: str, scale: list, low: float, high: float):
    """A map whose hover says query, key and the number itself."""
    return go.Heatmap(
        z=values, x=columns, y=rows, colorscale=scale, zmin=low, zmax=high, colorbar=dict(title=symbol, thickness=12),
        hovertemplate=f"query %{{y}}<br>key %{{x}}<br>{symbol} = %{{z:.4f}}<extra></extra>", xgap=1, ygap=1,
    )  # fmt: skip


def mosaic(some: Quantity, rows: list[str], columns: list[str]) -> go.Figure:
    """Layers down and heads across as one map, with a free row and column between two: a hundred subplots are slow."""
    layers, heads, queries, keys = some.values.shape
    z = np.full((layers, queries + 1, heads, keys + 1), np.nan, np.float32)
    z[:, :queries, :, :keys] = some.values.transpose(0, 2, 1, 3)
    y = [f"layer {layer}, query {row}" for layer in range(layers) for row in (*rows, "–")]
    x = [f"head {head}, key {column}" for head in range(heads) for column in (*columns, "–")]
    picture = heatmap(z.reshape(len(y), len(x)), y, x, some.symbol, share_scale(), 0.0, 1.0)
    picture.update(hovertemplate=f"%{{y}}<br>%{{x}}<br>{some.symbol} = %{{z:.4f}}<extra></extra>", xgap=0, ygap=0)
    picture.hoverongaps = False
    figure = go.Figure(picture)
    for update, count, size, word in (
        (figure.update_xaxes, heads, keys, "head"),
        (figure.update_yaxes, layers, queries, "layer"),
    ):
        middle = [place * (size + 1) + size // 2 for place in range(count)]
        update(tickvals=middle, ticktext=[f"{word} {place}" for place in range(count)])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(width=min(1400, 140 + 110 * heads), height=min(1400, 120 + 110 * layers), plot_bgcolor="white")
    return figure


def laid_out(figure: go.Figure, title: str, shape: Sequence[int] | None) -> go.Figure:
    """Title, axes, and a size that the tokens fit into."""
    figure.update_layout(title=dict(text=title, font_size=15, x=0.02, y=0.97, yref="container"), font_color=DARK)
    if shape is None:
        return figure
    height, width = (min(MOST, max(LEAST, CELL * count)) for count in shape)
    figure.update_yaxes(autorange="reversed", title="query")
    figure.update_xaxes(title="key", side="top", tickangle=-45)
    figure.update_layout(height=height + 220, width=width + 260, margin=dict(t=180, b=40), plot_bgcolor=LIGHT)
    return figure
