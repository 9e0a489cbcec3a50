"""How much memory there is for the weights of a text, known before any of it is taken."""

import os
from dataclasses import dataclass
from math import isqrt
from pathlib import Path

from models.known import shown
from models.maps import Shapes
from ui.words import word

BYTES = 4
"""Of one weight, in single precision."""
COPIES = 3
"""How often the weights lie in memory while a text is read: as the net gives them, as one array, and on the way."""
SHARE = 0.5
"""The share of the free memory that one reading may take. The rest is everybody else's."""
CGROUPS = {
    "sys/fs/cgroup": ("memory.max", "memory.current"),
    "sys/fs/cgroup/memory": ("memory.limit_in_bytes", "memory.usage_in_bytes"),
}
"""Where a container says how much it may have and has, in both versions of Linux's control groups."""


@dataclass(frozen=True)
class Room:
    """``heads`` of all stacks together, ``tokens`` of the text, ``limit``: the most the model reads; ``free`` bytes."""

    heads: int
    tokens: int
    limit: int
    free: int

    def needed(self, tokens: int) -> int:
        """Bytes while a text of so many tokens is read.

        >>> Room(144, 512, 1024, 10**9).needed(512)
        452984832
        """
        return COPIES * BYTES * self.heads * tokens**2

    @property
    def end(self) -> int:
        """The most tokens there is memory for.

        >>> Room(144, 512, 1024, 10**9).end
        537
        """
        return isqrt(int(self.free * SHARE) // (COPIES * BYTES * self.heads))

    @property
    def full(self) -> bool:
        """Whether what will be read of the text does not fit."""
        return min(self.tokens, self.limit) > self.end

    def wire(self) -> dict:
        """What the picture of it needs."""
        return dict(heads=self.heads, tokens=min(self.tokens, self.limit), limit=self.limit, end=self.end,
                    free=self.free, share=SHARE, each=COPIES * BYTES * self.heads)  # fmt: skip


def room(shapes: Shapes, tokens: int, limit: int) -> Room:
    """What reading a text would take, and what there is, rounded down so that it does not flicker."""
    return Room(sum(layers * heads for layers, heads in shapes.values()), tokens, limit, rough(free()))


def rough(count: int) -> int:
    """A number down to its first two digits.

    >>> rough(20_983_111), rough(7)
    (20000000, 7)
    """
    unit = 10 ** max(0, len(str(count)) - 2)
    return count // unit * unit


def refusal(model: str, here: Room) -> str:
    """Why a text is not read, in one sentence."""
    tokens = min(here.tokens, here.limit)
    return word(
        "compare_all.too_long", tokens=tokens, heads=here.heads, needed=size(here.needed(tokens)),
        free=size(here.free), end=here.end, model=shown(model),
    )  # fmt: skip


def size(count: float) -> str:
    """Bytes as people say them.

    >>> size(452984832), size(12.4e9), size(999)
    ('453 MB', '12.4 GB', '0 MB')
    """
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def free(root: Path = Path("/")) -> int:
    """Bytes that may still be taken: what the system says is available, or a container's own limit leaves.

    Where nothing says so (not on Linux), half of all memory.
    """
    info = root / "proc" / "meminfo"
    said = dict(line.split(":") for line in info.read_text().splitlines()) if info.exists() else {}
    left = [left for place, names in CGROUPS.items() if (left := allowed(root / place, *names)) is not None]
    if "MemAvailable" in said:
        return min([int(said["MemAvailable"].split()[0]) * 1024, *left])
    return min(
        [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 if hasattr(os, "sysconf") else 2**31, *left]
    )


def allowed(group: Path, most: str, taken: str) -> int | None:
    """What a control group leaves, files that it could forget counted as free; None where it sets no limit."""
    limit = (group / most).read_text().strip() if (group / most).exists() else "max"
    if not limit.isdigit():
        return None
    stat = dict(line.split() for line in lines(group / "memory.stat") if line.count(" ") == 1)
    files = int(stat.get("total_inactive_file", stat.get("inactive_file", 0)))
    return max(0, int(limit) - int((group / taken).read_text()) + files)


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
