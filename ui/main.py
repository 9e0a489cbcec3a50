"""The frame around every page: navigation, language. It runs first at every visit, whatever the address."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from ui.contents import grouped  # noqa: E402
from ui.words import LANGUAGES, word  # noqa: E402

st.set_page_config(page_title=word("app.title"), layout="wide")
pages = grouped(word)
if os.environ.get("UNROLLED_BENCH"):
    from benchmarks.echo import echo

    pages[""].append(st.Page(echo, title="Echo", url_path="echo"))
page = st.navigation(pages, position="top")
with st.container(key="language"):
    st.segmented_control(
        word("app.language"), LANGUAGES, default="en", required=True, key="lang", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
page.run()
