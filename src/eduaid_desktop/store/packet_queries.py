"""Questions about village packets: how far each is keyed, which are open, which cases belong to none."""

from eduaid_desktop.store.lists import UNDER, Listing
from eduaid_desktop.store.store import Row, Store

# A draft that the applicant took back left the bundle with its paper.
IN_PACKET = "c.withdrawn = 0 AND (c.state = 10 OR c.case_no IS NOT NULL)"
_KEYED = f"FROM relief_case c WHERE c.packet_id = r.id AND {IN_PACKET}"

PACKETS = Listing(
    source="FROM packet r LEFT JOIN region v ON v.code = r.village WHERE r.withdrawn = 0",
    columns={
        "packet_no": "r.packet_no", "village": "v.name", "term": "r.term",
        "keyed": f"(SELECT COUNT(*) {_KEYED})", "cover_count": "r.cover_count",
        "amount": f"(SELECT COALESCE(SUM(c.applied), 0) {_KEYED})", "cover_amount": "r.cover_amount",
        "closed": "r.closed_on IS NOT NULL", "received_on": "r.received_on", "brought_by": "r.brought_by",
        "closed_on": "r.closed_on", "remark": "r.remark",
    },
    searched=("packet_no", "village", "brought_by"),
    order="r.closed_on IS NOT NULL, r.id DESC",
    filters={
        "term": "r.term = ?", "village": f"r.village IN {UNDER.format('?')}",
        "closed": "(r.closed_on IS NOT NULL) = ?",
    },
    summed=("amount",),
)  # fmt: skip
_PACKET = (
    "SELECT r.*, v.name AS village_name FROM packet r LEFT JOIN region v ON v.code = r.village"
    " WHERE r.withdrawn = 0"
)


def packet(store: Store, packet_id: int) -> Row | None:
    """A packet with the name of its village (village_name)."""
    return store.row(f"{_PACKET} AND r.id = ?", (packet_id,))


def by_number(store: Store, packet_no: str) -> Row | None:
    """A packet by its number, with the name of its village."""
    return store.row(f"{_PACKET} AND r.packet_no = ?", (packet_no,))


def still_open(store: Store) -> list[Row]:
    """The packets that are not closed, the one that was keyed into last first."""
    return store.rows(
        f"{_PACKET} AND r.closed_on IS NULL ORDER BY"
        " (SELECT MAX(c.id) FROM relief_case c WHERE c.packet_id = r.id) DESC, r.id DESC"
    )


def cases(store: Store, packet_id: int) -> list[Row]:
    """The cases in a packet in the order in which they were keyed: id, case_no, name, state, applied, ..."""
    return store.rows(
        "SELECT c.*, p.name FROM relief_case c JOIN person p ON p.id = c.person_id"
        f" WHERE c.packet_id = ? AND {IN_PACKET} ORDER BY c.id",
        (packet_id,),
    )


def loose(store: Store, village: str, term: str) -> list[int]:
    """The cases of a village and term that lie in no packet and have not come past the village's review."""
    found = store.column(
        "SELECT c.id FROM relief_case c WHERE c.term = ? AND c.village = ? AND c.packet_id IS NULL"
        f" AND {IN_PACKET} AND c.historical = 0 AND c.state <= 30 ORDER BY c.id",
        (term, village),
    )
    return list(found)
