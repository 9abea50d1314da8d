"""Names with characters that not every font and system has, as the county asks for them."""

from eduaid_desktop.store.lists import Listing

_RARE = "rare_characters(r.name || COALESCE(r.guardian_name, ''))"

RARE_NAMES = Listing(
    source=f"FROM person r LEFT JOIN region v ON v.code = r.village WHERE r.withdrawn = 0 AND {_RARE} <> ''",
    columns={
        "name": "r.name",
        "rare": _RARE,
        "codes": _RARE,
        "id_number": "COALESCE(r.id_number, r.temporary_number)",
        "guardian_name": "r.guardian_name",
        "village": "v.name",
    },
    searched=("name", "rare", "guardian_name", "village"),
    numbers=("id_number",),
    order="r.village, r.name, r.id",
)
