"""A part of a page that our own code in ui/web/ draws: a component of Streamlit whose script is an ES module there."""

import streamlit as st


def part(name: str, file: str, html: str | None = None):
    """What mounts the component ``name`` with the default export of ui/web/<file>.js. Its loader is sent again with
    every run, so it is short; of one line Streamlit would think it a file's name."""
    loader = f"""const part = import(new URL("/web/{file}.js", location.origin));
export default async (component) => (await part).default(component);"""
    return st.components.v2.component(name, html=html, js=loader)
