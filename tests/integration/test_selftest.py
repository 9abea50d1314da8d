"""What a packaged copy may lack is tried by its selftest: every form, every table of the relief fund."""

import os
import subprocess
import sys

import pytest

from eduaid_desktop.paths import resources
from eduaid_desktop.services import selftest


def test_the_selftest_knows_every_form_and_reads_the_tables_of_the_fund() -> None:
    forms = sorted(path.stem for path in (resources().parent / "ui").glob("*.ui"))
    found = {name: (sound, words) for name, sound, words in selftest.run()}
    assert found["窗口表单"] == (True, f"{len(forms)} 张表单")
    sound, words = found["救助规定与模板"]
    policies = len(list((resources() / "policies").glob("*.toml")))
    assert sound
    assert words.startswith(f"{policies} 项规定")
    assert [name for name, (sound, _) in found.items() if not sound] == []


@pytest.mark.parametrize("library", ["zxingcpp", "uharfbuzz", "pypdfium2"])
def test_a_copy_without_a_library_of_the_papers_fails(library: str) -> None:
    asked = (
        f"import sys; sys.modules['{library}'] = None\n"
        "from eduaid_desktop.services import selftest\n"
        "print([name for name, sound, _ in selftest.run() if not sound])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, check=True, capture_output=True)
    assert done.stdout.strip() != b"[]"
