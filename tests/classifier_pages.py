"""Driving the pages about states without a browser, as their pictures would."""

from figures.wire import unpack

TURN = "I thought I would hate it, but it was not bad at all"


def drawn(app) -> tuple[dict, dict]:
    """Header and arrays of the picture on the page, which stands after its text boxes."""
    assert not app.exception
    assert not app.error, app.error[0].value
    return unpack(app.get("bidi_component")[-1].proto.bytes)


def typed(app, text: str, key: str = "text"):
    app.session_state[key] = {"live": {"text": text}}
    return app.run()


def asked(app, page: str, **ask):
    app.session_state[page] = {"ask": ask}
    return app.run()
