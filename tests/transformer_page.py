"""Driving the Transformer page without a browser, as its pictures would."""

from figures.wire import unpack

STUDENT = "I am a student."


def drawn(app) -> tuple[dict, dict]:
    """Header and arrays of the picture on the page."""
    assert not app.exception
    return unpack(app.get("bidi_component")[1].proto.bytes)


def typed(app, text: str):
    app.session_state["text"] = {"live": {"text": text}}
    return app.run()


def asked(app, **ask):
    app.session_state["transformer"] = {"ask": ask}
    return app.run()
