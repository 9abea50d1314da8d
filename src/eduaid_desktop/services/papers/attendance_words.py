"""The wording of duty letters and orders to return to school (resources/policies/attendance_texts.toml), filled in."""

from datetime import date

from eduaid_desktop.domain.dates import BLANK_DATE, spoken
from eduaid_desktop.domain.letter import TO_WRITE
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk


class Wording:
    """What the county's package, else the program, says on a day; blanks that nothing is known for stay to write in."""

    def __init__(self, desk: Desk, day: date, **words: str) -> None:
        """words: what stands in the braces, beside the county and the township."""
        self._day, self._texts = day, desk.rules(day).policy["attendance_texts"]
        self._words = {
            "county": office.info(desk)["county"],
            "township": office.organisation(desk, "township_government", day),
            "deadline": BLANK_DATE,
            "phone": office.phone(desk, "township_government") or TO_WRITE,
            **words,
        }

    def lines(self, key: str) -> list[str]:
        """The paragraphs of a text. Raises UserError where none is in force on the day."""
        if key not in self._texts:
            day = spoken(self._day.isoformat())
            raise UserError(f"{day}没有“{key}”的控辍保学用语，请核对日期和政策包的起止日期。")
        filled: str = self._texts[key]["wording"].format_map(_Blank(self._words))
        return [line.strip() for line in filled.splitlines() if line.strip()]

    def numbered(self, key: str) -> str:
        """The paragraphs as （一）…, two characters in."""
        lines = self.lines(key)
        return "\n".join(f"　　（{_numeral(place)}）{line}" for place, line in enumerate(lines, 1))

    def running(self, key: str) -> str:
        """The paragraphs, two characters in."""
        return "\n".join(f"　　{line}" for line in self.lines(key))


class _Blank(dict[str, str]):
    """Room to write in for what is not known."""

    def __missing__(self, key: str) -> str:
        return TO_WRITE


def _numeral(place: int) -> str:
    """一 to 十九; a letter of more points is none."""
    digits = "一二三四五六七八九"
    return digits[place - 1] if place < 10 else "十" + (digits[place - 11] if place > 10 else "")
