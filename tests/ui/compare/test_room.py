"""Where memory ends is known before it does, also inside a container."""

from pathlib import Path

import pytest

from ui.compare.room import COPIES, SHARE, Room, free, room


def system(root: Path, **files: str) -> Path:
    """A made-up machine: paths with ``__`` for each slash, and what the files say."""
    for name, said in files.items():
        file = root / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said)
    return root


MEMINFO = "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\n"


def test_the_system_says_what_is_available(tmp_path):
    assert free(system(tmp_path, proc__meminfo=MEMINFO)) == 8_000_000 * 1024


def test_a_container_may_have_less(tmp_path):
    files = {"proc__meminfo": MEMINFO, "sys__fs__cgroup__memory.max": "2000000\n"}
    files |= {
        "sys__fs__cgroup__memory.current": "1500000",
        "sys__fs__cgroup__memory.stat": "anon 1\ninactive_file 300000",
    }
    assert free(system(tmp_path, **files)) == 800_000


def test_the_older_control_groups_are_read_too(tmp_path):
    files = {"proc__meminfo": MEMINFO, "sys__fs__cgroup__memory__memory.limit_in_bytes": "1000"}
    files |= {"sys__fs__cgroup__memory__memory.usage_in_bytes": "4000"}
    assert free(system(tmp_path, **files)) == 0, "never less than nothing"


def test_a_container_without_a_limit_has_all(tmp_path):
    files = {"proc__meminfo": MEMINFO, "sys__fs__cgroup__memory.max": "max", "sys__fs__cgroup__memory.current": "5"}
    assert free(system(tmp_path, **files)) == 8_000_000 * 1024


def test_where_nothing_is_said_half_of_everything_is_taken_for_free(tmp_path):
    assert 0 < free(tmp_path) < 2**50
    assert 0 < free() < 2**50


def test_all_heads_of_all_stacks_count(monkeypatch):
    monkeypatch.setattr("ui.compare.room.free", lambda: 1_000_000)
    found = room({"encoder": (2, 4), "cross": (3, 4)}, 50, 64)
    assert found.heads == 20 and found.needed(50) == COPIES * 4 * 20 * 50 * 50


@pytest.mark.parametrize("free_bytes", [0, 10**5, 10**9])
def test_the_end_is_the_last_text_that_fits(free_bytes):
    here = Room(144, 10, 10**6, free_bytes)
    assert here.needed(here.end) <= SHARE * free_bytes < here.needed(here.end + 1)


def test_a_text_is_too_long_only_when_what_would_be_read_of_it_is():
    assert Room(144, 600, 1024, 10**9).full
    assert not Room(144, 600, 512, 10**9).full, "the rest is not read"
    assert not Room(144, 0, 512, 0).full
