"""What a user can act on, in their words. Everything else that is raised is a bug."""


class UserError(Exception):
    """One plain Chinese sentence that says what happened and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(UserError):
    """A rule forbids this step; the sentence says which rule and what would open the step.

    field: the input that the rule is about, "" where it is about none.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(UserError):
    """Somebody else changed, or holds, what this was about to change."""


class LoginNeeded(UserError):
    """An encrypted office file, and nobody has logged in."""


class PasswordNeeded(UserError):
    """A workbook opens with a password only; the sentence says how to give it.

    wrong: one was given, and it was not the right one.
    """

    def __init__(self, sentence: str, wrong: bool = False) -> None:
        super().__init__(sentence)
        self.wrong = wrong


class Stopped(UserError):
    """Whoever asked for this work asked to stop it."""


class Damaged(UserError):
    """The office file cannot be read any more; the way back is a backup."""
