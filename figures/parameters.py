"""Where the parameters of a net are, as nested rectangles."""

from collections.abc import Mapping

import plotly.graph_objects as go

COLOURS = {"embedding": "#8c6d1f", "encoder": "#1f6fa8", "decoder": "#a8481f", "": "#5b6675"}


def parameters_figure(counts: Mapping[tuple[str, ...], int], words: Mapping[str, str]) -> go.Figure:
    """A treemap: areas are numbers of parameters. ``words`` names each part, and ``all``, ``layer``."""
    totals: dict[tuple[str, ...], int] = {}
    for path, count in counts.items():
        for depth in range(len(path) + 1):
            totals[path[:depth]] = totals.get(path[:depth], 0) + count
    paths = sorted(totals, key=lambda path: (len(path), path))

    def label(path: tuple[str, ...]) -> str:
        last = path[-1] if path else "all"
        return f"{words['layer']} {last}" if last.isdigit() else words[last]

    shares = [totals[path] / totals[()] for path in paths]
    figure = go.Figure(
        go.Treemap(
            ids=["/".join(path) or "net" for path in paths],
            parents=["/".join(path[:-1]) or "net" if path else "" for path in paths],
            labels=[label(path) for path in paths],
            values=[totals[path] for path in paths],
            customdata=[[share] for share in shares],
            branchvalues="total",
            sort=False,
            marker={"colors": [COLOURS[path[0] if path else ""] for path in paths], "line": {"width": 1.5}},
            texttemplate="%{label}<br>%{value:,}<br>%{customdata[0]:.1%}",
            hovertemplate="%{label}: %{value:,} (%{customdata[0]:.1%})<extra></extra>",
            tiling={"pad": 2},
            pathbar={"visible": False},
        )
    )
    figure.update_layout(margin=dict(l=0, r=0, t=0, b=0), height=460, font={"size": 18, "color": "#ffffff"})
    return figure
