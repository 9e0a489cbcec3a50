"""The entry: ``streamlit run app.py``. What a visitor sees is ui/main.py, the chapters are listed there."""

import streamlit as st

from ui.serve import lifespan, routes

app = st.App("ui/main.py", lifespan=lifespan, routes=routes())
