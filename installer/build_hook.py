"""Compiles every form of ui/ into src/eduaid_desktop/forms/: in a build, or run as a script."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def compile_forms(root: Path = ROOT) -> list[Path]:
    """Compile root/ui/*.ui; return the modules written. Raises CalledProcessError on a broken form."""
    target = root / "src" / "eduaid_desktop" / "forms"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for form in sorted((root / "ui").glob("*.ui")):
        module = target / f"{form.stem}.py"
        subprocess.run([*_uic(), "-g", "python", str(form), "-o", str(module)], check=True)
        module.write_text(_lean(module.read_text(encoding="utf-8")), encoding="utf-8")
        written.append(module)
    for stale in set(target.glob("*.py")) - set(written) - {target / "__init__.py"}:
        stale.unlink()
    # Written last: its time says that every form is compiled.
    (target / "__init__.py").write_text('"""Compiled from ui/; do not edit."""\n', encoding="utf-8")
    return written


def _lean(source: str) -> str:
    """Import only what the form uses: each class that uic imports beside it costs time at start-up."""
    head, body = source.split("\nclass Ui_", 1)

    def used(line: re.Match[str]) -> str:
        names = [n for n in re.findall(r"\w+", line[2]) if re.search(rf"\b{n}\b", body)]
        return f"from {line[1]} import {', '.join(names)}\n" if names else ""

    return re.sub(r"from (PySide6\.\w+) import \(([^)]*)\)\n", used, head) + "\nclass Ui_" + body


def _uic() -> list[str]:
    import PySide6

    folder = Path(PySide6.__file__).parent
    for name in ("libexec/uic", "uic.exe", "Qt/libexec/uic"):
        if (folder / name).exists():
            return [str(folder / name)]
    return [str(Path(sys.executable).parent / "pyside6-uic")]


if __name__ == "__main__":
    compile_forms()
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class FormsHook(BuildHookInterface):  # type: ignore[type-arg]
        """Hatchling calls this for wheels and for editable installs alike."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            compile_forms(Path(self.root))
            if version == "standard":
                # An editable install reads the resources where they are.
                build_data["force_include"]["resources"] = "eduaid_desktop/resources"
