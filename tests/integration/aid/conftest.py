"""A township that holds the sample roll and household base, made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk


@pytest.fixture(scope="session")
def enrolled_template(template: Path, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("enrolled") / "格桑镇.eduaid"))
    with Desk.open(path) as desk:
        for name in ("1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"):
            imports.apply(desk, imports.preview(desk, samples / name))
    return path


@pytest.fixture
def enrolled(enrolled_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("EDUAID_OPERATOR", "经办人甲")
    path = Path(shutil.copy(enrolled_template, tmp_path / "格桑镇.eduaid"))
    with Desk.open(path) as desk:
        yield desk
