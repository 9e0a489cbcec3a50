"""The house keeps its own law: who may import whom, what a page may hold, and that nothing is left half done."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import pretrained
from ui.contents import CONTENTS, GROUPS
from ui.lesson import sections
from ui.words import LANGUAGES, look_up

ROOT = Path(__file__).parent.parent
LAW = {
    "text": {"text", "tokenizers"},
    "nets": {"nets", "torch", "numpy"},
    "pretrained": {"pretrained", "nets", "text", "torch", "safetensors"},
    "training": {
        "training",
        "pretrained",
        "nets",
        "text",
        "torch",
        "numpy",
        "tqdm",
        "sacrebleu",
        "foreign",
        "models",
        "ray",
        "gensim",
    },
    "foreign": {
        "foreign",
        "nets.quantity",
        "text",
        "torch",
        "numpy",
        "PIL",
        "safetensors",
        "transformers",
        "psutil",
        "huggingface_hub",
        "tqdm",
    },
    "models": {"models", "foreign", "pretrained", "nets", "text", "torch", "numpy"},
    "figures": {"figures", "nets.quantity", "numpy", "pandas", "plotly", "PIL"},
    "ui": {
        "ui",
        "streamlit",
        "starlette",
        "torch",
        "numpy",
        "nets",
        "text",
        "figures",
        "pretrained",
        "models",
        "foreign",
    },
    "pages": {"streamlit", "ui", "figures", "text.examples"},
}
"""What each room may import beside the standard library; a name allows everything below it."""
ONLY_IN_BENCHES = {("ui/main.py", "benchmarks.echo")}
LONGEST = 250
"""Lines of a file. Past 250 it usually tells two stories; the few that go on are equations and their words."""


def files(room: str, suffix: str = ".py") -> list[Path]:
    return sorted((ROOT / room).rglob(f"*{suffix}"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, at the top or later: ``from nets.trace import lhs`` gives ``nets.trace``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found |= {f"{node.module}.{alias.name}" if node.module in LAW else node.module for alias in node.names}
    return found


def allowed(module: str, room: str) -> bool:
    """
    >>> [allowed("nets.quantity", "figures"), allowed("nets.trace", "figures"), allowed("math", "nets")]
    [True, False, True]
    """
    if module.split(".")[0] in sys.stdlib_module_names:
        return True
    return any(module == name or module.startswith(f"{name}.") for name in LAW[room])


@pytest.mark.parametrize("room", LAW)
def test_rooms_import_only_what_the_law_allows(room):
    assert files(room)
    for path in files(room):
        name = path.relative_to(ROOT).as_posix()
        found = {module for module in imports(path) if (name, module) not in ONLY_IN_BENCHES}
        broken = sorted(module for module in found if not allowed(module, room))
        assert not broken, f"{name} imports {', '.join(broken)}, which {room}/ may not"


def test_every_page_is_in_the_syllabus():
    assert {path.stem for path in files("pages")} == set(CONTENTS)
    assert len(set(CONTENTS.values())) == len(CONTENTS)
    assert [page for pages in GROUPS.values() for page in pages] == list(CONTENTS)


@pytest.mark.parametrize("page", CONTENTS)
def test_pages_hold_no_arithmetic(page):
    arithmetic = ast.Add | ast.Sub | ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow | ast.MatMult
    for node in ast.walk(ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            assert not isinstance(node.op, arithmetic), f"pages/{page}.py computes in line {node.lineno}"


@pytest.mark.parametrize("page", CONTENTS)
def test_every_page_has_the_same_lesson_in_every_language(page):
    found = {lang: sections(page, lang) for lang in LANGUAGES}
    assert list(found["en"]) == list(found["ko"]) != []
    assert all(title and text for lesson in found.values() for title, text in lesson.values())


@pytest.mark.parametrize("name", pretrained.names())
def test_every_card_loads(name):
    assert pretrained.load(name).card["metrics"]


def catalogue() -> dict[str, dict[str, str]]:
    entries = tomllib.loads((ROOT / "ui" / "words.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": entry for section, names in entries.items() for name, entry in names.items()}


def words_in_code() -> tuple[set[str], set[str]]:
    """The keys that code asks ``word`` for, and the beginnings of those it builds (``word(f"sample.{name}")``)."""
    whole, begun = set(), set()
    for path in files("ui") + files("pages"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("word", "title") and node.args:
                key = node.args[0]
                for part in ast.walk(key) if isinstance(key, ast.IfExp) else [key]:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        whole.add(part.value)
                    elif isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant):
                        begun.add(part.values[0].value)
    return whole, begun


def test_the_catalogue_is_complete_in_every_language():
    for key, entry in catalogue().items():
        assert set(entry) == set(LANGUAGES), f"{key} is in {', '.join(entry)}"
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in entry.values()]
        assert all(text.strip() for text in entry.values()), key
        assert places[0] == places[1], f"{key} has other places in the other language"


def test_the_catalogue_holds_what_the_code_asks_for():
    whole, begun = words_in_code()
    keys = set(catalogue())
    assert len(whole) > 10 and begun
    assert not whole - keys
    assert all(any(key.startswith(start) for key in keys) for start in begun), begun


def test_no_label_is_left_over():
    rooms = [path for room in ("ui", "pages", "figures", "text") for path in files(room) + files(room, ".js")]
    code = " ".join(path.read_text(encoding="utf-8") for path in rooms)
    said = set(re.findall(r"\w+", code)) | set(CONTENTS)
    begun = tuple(re.findall(r"""["'`](?:\w+\.)?(\w+_)["'`{$]""", code))
    names = {key: key.split(".")[1] for key in catalogue()}
    ended = tuple(re.findall(r"\{\w+\}(_\w+)", code))
    left = {key for key, name in names.items() if not (name in said or name.startswith(begun) or name.endswith(ended))}
    assert not left


def test_a_missing_word_is_named():
    with pytest.raises(KeyError, match=r"ui/words.toml has no 'ko' for 'nowhere.nothing'"):
        look_up("nowhere.nothing", "ko")


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    suffixes = {".py", ".js", ".css", ".md", ".toml", ".txt", ".html", ".json", ""}
    chosen = [path for path in tracked() if path.suffix in suffixes and path != Path(__file__)]
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in chosen]


def test_no_file_names_a_machine():
    machine = re.compile(r"""(?<![\w.~:/-])(/(work|tmp|opt|root|home|Users|mnt|srv)/\w|[A-Z]:\\\\?Users)""")
    for name, text in texts():
        assert not (found := machine.search(text)), f"{name} names {found[0]}"


def test_nothing_that_runs_asks_the_network():
    address = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/|127\.0\.0\.1|\{)[\w-]+\.[\w./-]+""")
    for name, text in texts():
        if name.split("/")[0] in ("ui", "pages", "figures", "nets", "text", "pretrained", ".streamlit", "app.py"):
            code = re.sub(r"^\s*(#|//|\*).*$", "", text, flags=re.MULTILINE)
            found = [
                hit
                for hit in address.findall(code)
                if not name.endswith(("card.json", "sample.json", "tokenizer.json"))
            ]
            assert not found, f"{name} names {found[0]}"


def test_files_tell_one_story():
    for path in tracked():
        if path.suffix in (".py", ".js", ".css"):
            lines = path.read_text(encoding="utf-8").count("\n")
            assert lines <= LONGEST, f"{path.relative_to(ROOT)} has {lines} lines; tell its stories in two files"
