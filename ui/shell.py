"""The HTML that a browser gets first, at the address of any page: Streamlit's own, and what it lacks.

Streamlit's client does not know where its server is. It asks below the page's own address first, as for
``/transformer/_stcore/health``, and the browser writes each refusal into its console. And our CSS, were it a part of
the page, would come last of all: the page would be seen in Streamlit's measures and jump into ours.
"""

from functools import cache
from pathlib import Path

import streamlit
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
SAID = {
    "<head>": '<head><script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location).href };</script>',
    "<title>Streamlit</title>": "<title>Unrolled</title>",
    "</body>": '<link rel="stylesheet" href="/web/house.css" /></body>',  # after Streamlit's own, in the head: it wins
}


class Address(StringConvertor):
    """What follows the first slash of an address, if it is no file's name: a page's address, or nonsense."""

    regex = "[^./]*"


def shell() -> Route:
    """The route of all pages."""
    register_url_convertor("address", Address())
    return Route("/{address:address}", answer)


async def answer(_request: Request) -> HTMLResponse:
    return HTMLResponse(html(), headers={"Cache-Control": "no-cache"})


@cache
def html() -> str:
    """Streamlit's HTML with ours in it. Raises ValueError where Streamlit has changed it."""
    found = INDEX.read_text(encoding="utf-8")
    for place, ours in SAID.items():
        if found.count(place) != 1:
            raise ValueError(f"{INDEX} has {place} {found.count(place)} times and not once")
        found = found.replace(place, ours)
    return found
