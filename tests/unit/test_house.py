"""The guards of the house: what every part of the project must keep, whoever adds it."""

import re
import struct
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "eduaid_desktop"


@cache
def tracked() -> list[Path]:
    """Every file of the repository; outside a checkout, every file that git would take."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", "replace")


@cache
def lock() -> dict[str, Any]:
    return {package["name"]: package for package in tomllib.loads(text_of(ROOT / "uv.lock"))["package"]}


def test_imports_run_downwards_only() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def steps() -> list[str]:
    return re.findall(r"@STEPS\(.*?\)\s+def (\w+)", text_of(SOURCE / "store" / "migrations.py"))


def test_every_migration_has_a_test_and_a_stored_file() -> None:
    tests = "".join(text_of(path) for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__))
    assert [step for step in steps() if step not in tests] == []
    files = [ROOT / "tests" / "data" / f"office_v{number}.eduaid" for number in range(1, len(steps()) + 1)]
    assert [file.name for file in files if not file.exists()] == []


def test_a_step_imports_nothing_of_ours() -> None:
    assert "eduaid_desktop" not in text_of(SOURCE / "store" / "migrations.py")


def test_every_verb_has_a_line_in_the_readme() -> None:
    if not (SOURCE / "cli.py").exists() and not (SOURCE / "cli").exists():
        pytest.skip("there is no command line yet")
    from eduaid_desktop import cli

    readme = text_of(ROOT / "README.md")
    assert [verb for verb in (*cli.main.commands, "demo") if not re.search(rf"eduaid {verb}\b", readme)] == []


def forms() -> list[Path]:
    return sorted((ROOT / "ui").glob("*.ui"))


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.stem)
def test_every_form_is_well_formed_and_used(form: Path) -> None:
    """A form nobody opens is dead; its name says which page or FormSpec it belongs to."""
    assert ElementTree.parse(form).getroot().tag == "ui"
    named = re.compile(rf"\b{form.stem}\b")
    window = [*(SOURCE / "gui").rglob("*.py"), SOURCE / "app.py"]
    users = [path for path in window if path.exists() and named.search(text_of(path))]
    assert users, f"no module of the window uses {form.name}"


def test_no_machine_paths_in_the_repository() -> None:
    home = re.compile(r"(?<![\w.])/(home|Users|root|work|mnt|opt)/[\w.]+/|[A-Z]:\\\\?Users\\\\?\w+")
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in tracked()
        if path != Path(__file__) and (match := home.search(text_of(path)))
    }
    assert found == {}


def test_pyside_stays_below_6_10() -> None:
    """6.12 aborts on Python 3.11, and wheels from 6.10 on need a newer glibc than UOS 20 and Kylin V10 have."""
    for name in ("pyside6-essentials", "shiboken6"):
        assert tuple(int(part) for part in lock()[name]["version"].split(".")[:2]) < (6, 10)


def test_the_lock_names_public_addresses_only() -> None:
    hosts = set(re.findall(r"[a-z+]+://([^/\"]+)", text_of(ROOT / "uv.lock")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    sources = {name for package in lock().values() for name in package["source"]}
    assert sources == {"registry", "editable"}


def tables_of(font: Path) -> set[bytes]:
    data = font.read_bytes()[: 12 + 16 * 64]
    (count,) = struct.unpack(">H", data[4:6])
    return {data[12 + 16 * number : 16 + 16 * number] for number in range(count)}


@pytest.mark.parametrize(
    "font", sorted((ROOT / "resources" / "fonts").glob("*.*tf")), ids=lambda font: font.name
)
def test_fonts_are_truetype_and_described(font: Path) -> None:
    assert b"glyf" in tables_of(font)
    assert font.name in text_of(font.parent / "README.md")


def test_fonts_stay_under_a_hundred_megabytes() -> None:
    fonts = list((ROOT / "resources" / "fonts").glob("*.ttf"))
    assert fonts
    assert sum(font.stat().st_size for font in fonts) < 100_000_000


def shipped() -> set[str]:
    """What an installed program consists of: our dependencies and theirs, without those of development."""
    found: set[str] = set()
    waiting = [each["name"] for each in lock()["eduaid-desktop"]["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each["name"] for each in lock()[name].get("dependencies", [])]
    return found


def test_every_shipped_part_is_listed_with_its_licence() -> None:
    listed = text_of(ROOT / "resources" / "help" / "licences.md").lower()
    assert [name for name in sorted(shipped()) if f"| {name} |" not in listed] == []
