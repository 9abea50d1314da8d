"""Writes office_v<N>.eduaid: a small office file of the present schema version, through the services.

Run it once when the version is released; afterwards the file stays as it is.
"""

import os
from pathlib import Path

from eduaid_desktop.services import aid, office, people, projects
from eduaid_desktop.store import schema

CHILD = {
    "name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "village": "上格桑村",
    "guardian_name": "多吉", "guardian_relation": "父亲", "phone": "16400000001",
}  # fmt: skip
APPLICATION = {
    "term": "2018春", "stage": "初中", "school": "云岭县第二中学", "grade": "七年级",
    "hardship_category": "建档立卡", "programme": "P19", "amount": "1000", "application_date": "20180601",
}  # fmt: skip
PROJECT = {
    "project_no": "XM-2018-001", "name": "中心校食堂", "kind": "其他", "plan_year": "2018",
    "total_investment": "500000",
}  # fmt: skip


def main() -> None:
    """Replace the file beside this script."""
    os.environ["EDUAID_OPERATOR"] = "经办人甲"
    path = Path(__file__).with_name(f"office_v{schema.VERSION}.eduaid")
    path.unlink(missing_ok=True)
    with office.create(
        path, name="格桑镇", code="513399101", county="云岭县",
        villages=[("513399101200", "上格桑村")], fixed_date="2018-06-12",
    ) as desk:  # fmt: skip
        child = people.save(desk, CHILD)
        people.save(desk, {"group_name": "二组"}, child.id, child.revision)
        aid.save(desk, {**CHILD, **APPLICATION}, person_id=child.id)
        project = projects.save(desk, PROJECT).id
        projects.save_part(desk, "funding", {"source": "县", "amount": "500000"}, project_id=project)
        projects.save_part(desk, "milestone", {"stage": "立项", "done_on": "20180301"}, project_id=project)
    path.with_name(path.name + "-lock").unlink()


if __name__ == "__main__":
    main()
