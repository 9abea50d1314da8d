"""How far an export is: the lines of a batch are made anew for the workbook, for the comparison and for the seal."""

from dataclasses import dataclass

from eduaid_desktop.services.importing.wanted import EVERY, Progress


@dataclass
class Steps:
    """Tells a Progress how many lines are done. stage: one of importing.wanted; total: lines of all its rounds."""

    progress: Progress
    stage: str = ""
    total: int = 0
    done: int = 0

    def begin(self, stage: str, total: int) -> None:
        """A new stage, told at once; what progress raises ends the work."""
        self.stage, self.total, self.done = stage, total, 0
        self.progress(stage, 0, total)

    def tell(self) -> None:
        """One line more."""
        self.done += 1
        if self.stage and self.done % EVERY == 0:
            self.progress(self.stage, self.done, self.total)

    def counted(self, done: int, total: int) -> None:
        """So far, where somebody else counts."""
        self.done, self.total = done, total
        self.progress(self.stage, done, total)

    def glance(self, done: int = 0, total: int = 0) -> None:
        """Let a cancel through where something else than lines is counted, as the bytes of a backup are."""
        self.progress(self.stage, self.done, self.total)
