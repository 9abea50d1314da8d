"""The command line: the same services as the window, with exit codes. `main` is the click group."""

from eduaid_desktop.cli import files, records, relief, term
from eduaid_desktop.cli.group import main

__all__ = ["files", "main", "records", "relief", "term"]
