"""Where the program's own files lie: in the source tree, in an installed package, in a built program."""

import sys
from functools import cache
from pathlib import Path

from platformdirs import user_config_path, user_data_path, user_documents_path


@cache
def resources() -> Path:
    """The resources folder of this installation."""
    built = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent
    candidates = [Path(built) / "resources"] if built else []
    candidates += [package.parent.parent / "resources", package / "resources"]
    for folder in candidates:
        if (folder / "codes").is_dir():
            return folder
    raise FileNotFoundError(f"no resources folder beside {package}")


def config_folder() -> Path:
    """The folder for this user's settings of the program."""
    return user_config_path("eduaid", appauthor=False)


def data_folder() -> Path:
    """The folder for this user's files that the program makes by itself, such as the sample township."""
    return user_data_path("eduaid", appauthor=False)


def documents_folder() -> Path:
    """The user's own documents folder, or her home where there is none; offered first when a file is to be saved."""
    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()
