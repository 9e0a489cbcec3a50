"""Your own model: a checkpoint from your computer, from a folder of this one, or by its name on the Hugging Face hub.

What is added becomes head A's model. Nothing is fetched before the button is pressed; a download goes on in a thread of
its own while the page is read and typed into.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from foreign import CannotRead
from models import adding
from models.known import shown
from ui.compare.reading import shapes
from ui.words import language, word

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CHOSEN, COMING, WRONG = "compare own", "compare coming", "compare wrong"
"""What the session remembers: the head that an added model begins with, a download on its way, why there is none."""
BEAT = 0.5
"""Seconds between two looks at a download."""


@dataclass
class Coming:
    """A download. ``done`` and ``all`` are bytes; in the end there is a ``name``, or why it went ``wrong``."""

    wanted: str
    done: int = 0
    all: int = 0
    name: str = ""
    wrong: CannotRead | None = None

    def fetch(self) -> None:
        try:
            self.name = adding.fetched(self.wanted, self.tell)
        except CannotRead as error:
            self.wrong = error
        except Exception as error:  # or the page would wait for ever
            self.wrong = CannotRead("stopped", name=self.wanted, error=error)

    def tell(self, done: int, all: int) -> None:
        self.done, self.all = done, all

    def start(self) -> "Coming":
        threading.Thread(target=self.fetch, daemon=True).start()
        return self

    @property
    def over(self) -> bool:
        return bool(self.name or self.wrong)


def chosen(ask: dict) -> dict:
    """What was asked for inside the picture; a model that was added since is head A's."""
    latest = st.session_state.get(CHOSEN)
    return ask | {"a": latest["a"]} if latest and number(ask) <= latest["after"] else ask


def number(ask: dict) -> int:
    """The number of a question, 0 before the first."""
    return found if isinstance(found := ask.get("n"), int) else 0


def take(name: str, ask: dict) -> None:
    """Look at a model's first head from now on. Raises CannotRead for one that cannot be loaded."""
    side = next(iter(shapes(name)))
    st.session_state[CHOSEN] = dict(a=f"{name}/{side}/1/1", after=number(ask), added=1 + added())
    st.toast(word("compare_own.added", name=shown(name)), icon=":material/check:")


def added() -> int:
    """How many models were added in this session."""
    return st.session_state.get(CHOSEN, {}).get("added", 0)


def key(name: str) -> str:
    """A widget's key. After each model they are new ones: the door is closed, and its files are let go."""
    return f"own_{name}_{added()}"


def here() -> bool:
    """Whether the visitor sits at this machine: the server answers nobody else, and was asked by one of its names."""
    if st.get_option("server.address") not in LOOPBACK:
        return False
    host = urlsplit(f"//{st.context.headers.get('Host', '')}").hostname
    return host in LOOPBACK and "X-Forwarded-For" not in st.context.headers


def own(ask: dict) -> None:
    """The door: a button that opens what there is to choose. Its rooms are built only while it is open."""
    door = st.popover(word("compare_own.door"), icon=":material/add:", key=key("door"), on_change="rerun")
    with door:
        if door.open or COMING in st.session_state:
            inside(ask)


def inside(ask: dict) -> None:
    """Three ways to add a model."""
    st.markdown(word("compare_own.about"))
    if missing := adding.ready():
        st.info(word("compare_own.install", command=f"`{missing}`"), icon=":material/terminal:")
        return
    upload(ask)
    if here():
        folder(ask)
        hub(ask)
    else:
        st.caption(word("compare_own.elsewhere"))


def attempt(add: Callable[[], str], ask: dict) -> None:
    """Add a model and look at it, or say why not."""
    try:
        with st.spinner(word("compare_own.reading")):
            take(add(), ask)
    except CannotRead as error:
        say(error)
        return
    st.rerun()


def say(error: CannotRead) -> None:
    """Why there is no model, in the reader's language."""
    st.error(error.said(language()), icon=":material/error:")


def upload(ask: dict) -> None:
    """The files of a folder, sent by the browser."""
    label = word("compare_own.upload", megabytes=st.get_option("server.maxUploadSize"))
    welcome = [end[1:] for end in adding.WELCOME]
    files = st.file_uploader(label, type=welcome, key=key("files"), accept_multiple_files="directory")
    if files and st.button(word("compare_own.take"), key=key("take"), type="primary"):
        attempt(lambda: adding.uploaded((file.name, file) for file in files), ask)


def folder(ask: dict) -> None:
    """The path of a folder on this machine."""
    with st.form(key("folder"), border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        path = st.text_input(word("compare_own.folder"), key=key("path"), placeholder="~/models/bert-tiny")
        asked = st.form_submit_button(word("compare_own.open"))
    if asked and path.strip():
        attempt(lambda: adding.pointed(path), ask)


def hub(ask: dict) -> None:
    """A name on the hub; while it comes, how much is here."""
    coming = COMING in st.session_state
    with st.form(key("hub"), border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(word("compare_own.hub"), key=key("name"), placeholder="google-bert/bert-base-uncased")
        asked = st.form_submit_button(word("compare_own.fetch"), disabled=coming)
    if asked and name.strip() and not coming:
        st.session_state[COMING], st.session_state[WRONG] = Coming(name.strip()).start(), None
    if COMING in st.session_state:
        st.fragment(watch, run_every=BEAT)(ask)
    elif wrong := st.session_state.get(WRONG):
        say(wrong)


def watch(ask: dict) -> None:
    """One look at a download. It comes again by itself, since what waits here would hold up the keys."""
    coming = st.session_state.get(COMING)
    if coming and not coming.over:
        said = word("compare_own.coming", name=coming.wanted, done=mega(coming.done), all=mega(coming.all))
        st.progress(coming.done / coming.all if coming.all else 0.0, said if coming.all else coming.wanted)
    elif coming:
        st.session_state[WRONG] = coming.wrong
        try:
            with st.spinner(word("compare_own.reading")):
                if coming.name:
                    take(coming.name, ask)
        except CannotRead as error:
            st.session_state[WRONG] = error
        del st.session_state[COMING]
        st.rerun()


def mega(count: int) -> str:
    """
    >>> mega(17_600_000)
    '17.6'
    """
    return f"{count / 1e6:.1f}"
