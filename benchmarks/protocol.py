"""A visitor without a browser: speaks Streamlit's protocol (protobuf over a WebSocket), types, times the answers.

What a browser knows is learned from the messages: the id of the text box and of its fragment, and which elements follow
the text. As the browser's text box does (ui/web/text.js), it has one message on its way at most: a key that is struck
meanwhile waits, and only the newest text is sent. A key counts as answered when every element that follows the text
shows its text or a newer one; its latency runs from the key, waiting included.
"""

import asyncio
import json
import struct
import time
from dataclasses import dataclass

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

TEXT_BOX = "live_text"


@dataclass(frozen=True)
class Answer:
    """A key's latency in seconds, and whether the answer was its own or that of a newer key."""

    seconds: float
    own: bool


class Session:
    """One visitor on one page. Use ``open``; then ``strike`` any number of texts, and read ``answers``."""

    def __init__(self, url: str, page: str = "", address: str | None = None):
        """``address``: the visitor's own, where the machine has several."""
        self.stream = url.replace("http", "ws", 1) + "/_stcore/stream"
        self.origin, self.page, self.address = url, page, address
        self.page_hash = self.box = self.fragment = ""
        self.shown: dict[str, str] = {}  # element to the text it shows
        self.pending: list[tuple[str, float]] = []
        self.flying: str | None = None
        self.answers: list[Answer] = []
        self.failure = ""
        self.at_rest = asyncio.Event()
        self.answered = asyncio.Event()

    async def open(self, text: str = "Hello") -> "Session":
        """Visit the page and type once, to learn which elements follow the text. Raises RuntimeError when none does."""
        self.socket = await websockets.connect(
            self.stream,
            subprotocols=["streamlit"],
            origin=self.origin,
            max_size=None,
            compression=None,
            local_addr=(self.address, 0) if self.address else None,
        )
        self.listener = asyncio.create_task(self._listen())
        visit = BackMsg()
        visit.rerun_script.page_name = self.page
        await self._send(visit)
        await asyncio.wait_for(self.at_rest.wait(), 60)
        if not self.box:
            raise RuntimeError(f"/{self.page} has no live text box {self.failure}")
        self.shown.clear()
        await self._type(text)
        await asyncio.wait_for(self.at_rest.wait(), 60)
        self.shown = {element: shown for element, shown in self.shown.items() if shown == text}
        self.flying = None
        if not self.shown:
            raise RuntimeError(f"nothing on /{self.page} follows the text {self.failure}")
        return self

    async def close(self) -> None:
        self.listener.cancel()
        await self.socket.close()

    async def strike(self, text: str) -> None:
        """Type: the box now says ``text``."""
        self.pending.append((text, time.perf_counter()))
        self.answered.clear()
        if self.flying is None:
            await self._type(text)

    async def settle(self, timeout: float = 30) -> bool:
        """Wait until every key is answered; False when that takes longer than ``timeout`` seconds."""
        try:
            await asyncio.wait_for(self.answered.wait(), timeout)
        except TimeoutError:
            return False
        return True

    async def _type(self, text: str) -> None:
        self.flying = text
        self.at_rest.clear()
        message = BackMsg()
        run = message.rerun_script
        run.page_script_hash, run.fragment_id = self.page_hash, self.fragment
        run.widget_states.widgets.add(id=self.box, json_value=json.dumps({"live": {"text": text}}))
        await self._send(message)

    async def _send(self, message: BackMsg) -> None:
        await self.socket.send(message.SerializeToString())

    async def _listen(self) -> None:
        async for raw in self.socket:
            now = time.perf_counter()
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = message.new_session.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._see(message)
                self._count(now)
            elif kind == "script_finished":
                await self._rest()

    def _see(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.component_name == TEXT_BOX:
            self.box, self.fragment = element.bidi_component.id, message.delta.fragment_id
        elif kind == "bidi_component" and element.bidi_component.WhichOneof("data") == "bytes":
            self.shown[element.bidi_component.id] = picture_text(element.bidi_component.bytes)
        elif kind == "text":
            self.shown[f"text {list(message.metadata.delta_path)}"] = element.text.body[1:-1]  # benchmarks.echo
        elif kind == "exception":
            self.failure = f"({element.exception.message})"

    def _count(self, now: float) -> None:
        shown = set(self.shown.values())
        places = [place for place, (text, _) in enumerate(self.pending) if {text} == shown]
        if places:
            newest = places[-1]
            self.answers += [
                Answer(now - at, place == newest) for place, (_, at) in enumerate(self.pending[: newest + 1])
            ]
            del self.pending[: newest + 1]
            if not self.pending:
                self.answered.set()

    async def _rest(self) -> None:
        self.at_rest.set()
        if self.flying is None or self.flying not in self.shown.values():
            return
        self.flying = None
        if self.pending:
            await self._type(self.pending[-1][0])


def picture_text(blob: bytes) -> str:
    """The text that a live picture was drawn from, out of its header (``figures.wire``); "" when it says none."""
    (length,) = struct.unpack_from("<I", blob)
    return json.loads(blob[4 : 4 + length]).get("text", "")
