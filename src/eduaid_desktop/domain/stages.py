"""The stage of schooling that a grade and a school tell, and grade and class written in one cell."""

import re

_BY_GRADE = {
    "1": ("小班", "中班", "大班", "混龄班"),
    "2": ("四年级", "五年级", "六年级"),
    "3": ("七年级", "八年级", "九年级"),
    "4": ("高一", "高二", "高三"),
}
# In this order: a 职业技术学院 is no vocational school, a 中等职业学校 no middle school.
_BY_SCHOOL = (
    (re.compile(r"高等专科|专科学校|职业学院|技术学院"), "6"),
    (re.compile(r"大学|学院"), "7"),
    (re.compile(r"职业|职中|职高|中专|技工|技师|技校|卫校|旅游学校"), "5"),
    (re.compile(r"幼儿园|幼园"), "1"),
    (re.compile(r"小学|中心校|完小|教学点"), "2"),
)
_NUMBER = "[一二三四五六七八九1-9]"
_GRADE = re.compile(
    rf"((?:小学|初中|高中|普高|中职|大专|高职高专|本科)?{_NUMBER}年级|1[0-2]年级|初[一二三]|高[一二三123]|大[一二三四五]"
    r"|职[一二三]|小[一二三四五六]|幼?[小中大]班|学前班|混龄班?)(.*)"
)
_NURSERY = re.compile(r"([小中大])\d+班|([小中大])[一二三四五六七八九]班")
_SHORT = re.compile(rf"({_NUMBER})[.(]?(\d+)\)?班?")
_BRACKETED = re.compile(r"\((\d+)\)班?")


def of_grade(grade: str | None) -> str | None:
    """The stage a grade can only belong to; 一年级 to 三年级 stand for several stages: None."""
    return next((stage for stage, grades in _BY_GRADE.items() if grade in grades), None)


def of_pupil(grade: str | None, school: str | None) -> str | None:
    """The stage of a pupil of this grade at this school; None when the two do not tell."""
    named = next((stage for words, stage in _BY_SCHOOL if words.search(school or "")), None)
    if named in ("5", "6", "7"):
        return named
    return of_grade(grade) or (named if grade not in (None, "") or named == "1" else None)


def split(written: str) -> tuple[str, str] | None:
    """(grade, class) of 三年级1班, 大一, 大2班, 三(1)班; the class is "" where none is written. None: unreadable.

    written: half width, without white space.
    """
    if found := _NURSERY.fullmatch(written):
        return f"{found[1] or found[2]}班", written
    if found := _GRADE.fullmatch(written):
        bracketed = _BRACKETED.fullmatch(found[2])
        return found[1], f"{bracketed[1]}班" if bracketed else found[2]
    if found := _SHORT.fullmatch(written):
        return f"{found[1]}年级", f"{found[2]}班"
    return None
