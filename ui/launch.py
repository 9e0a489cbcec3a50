"""``make app``: take a free port, say which address to open, and start the server.

``PORT=8600`` starts the search elsewhere. ``CLASSROOM=1`` opens the app to everyone on the network, with a server for
each core (``ui.classroom``); without it only this machine can reach it.
"""

import os
import socket
import sys

from ui.classroom import servers, teach

FIRST_PORT = 8501
TRIES = 100
UPLOAD = 200
"""Megabytes of the largest file that a class may upload: they are held in memory."""


def free_port(host: str, first: int = FIRST_PORT) -> int:
    """The first port from ``first`` on that nobody listens on. Raises SystemExit when a hundred are taken."""
    for port in range(first, min(first + TRIES, 65536)):
        with socket.socket() as candidate:
            if os.name == "posix":
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((host, port))
            except OSError:
                continue
            return port
    raise SystemExit(
        f"No port from {first} to {first + TRIES - 1} is free. Choose another beginning: PORT=9000 make app"
    )


def network_address() -> str | None:
    """This machine's address in the local network, None without one. Nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that belongs to no one (RFC 5737)
        except OSError:
            return None
        return probe.getsockname()[0]


def main() -> None:
    classroom = os.environ.get("CLASSROOM", "0") not in ("", "0")
    first = os.environ.get("PORT", str(FIRST_PORT))
    if not first.isdecimal() or not 0 < int(first) < 65536:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {first!r}")
    host = "0.0.0.0" if classroom else "127.0.0.1"
    port = free_port(host, int(first))
    print(f"\n  Unrolled: open http://127.0.0.1:{port} in a browser. Ctrl-C ends it.")
    if classroom:
        print(f"  For the class: http://{network_address() or socket.gethostname()}:{port}")
    print(flush=True)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--logger.hideWelcomeMessage=true"]
    if classroom:
        command.append(f"--server.maxUploadSize={UPLOAD}")
        ports = [free_port("127.0.0.1", port + 1)]
        while len(ports) < servers():
            ports.append(free_port("127.0.0.1", ports[-1] + 1))
        teach(host, port, command, ports)
    else:
        os.execv(sys.executable, [*command, f"--server.address={host}", f"--server.port={port}"])


if __name__ == "__main__":
    main()
