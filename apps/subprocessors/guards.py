"""What the database itself refuses of the register: nothing starts that customers were not told of in time.

A listing of a role that is announced starts when its announcement has run out by the clock of the database, or as taken
over once a second person approved exactly that. A change of which customers are told first takes effect likewise.
"""

from apps.publications.choices import AnnouncementStatus
from apps.trail.guards import Precondition

from .choices import ANNOUNCED_ROLES, APPROVED_ONCE, STARTED, ChangeStatus, ListingStatus, Materiality

_S, _A = ListingStatus, AnnouncementStatus
LISTING, CHANGE = "subprocessors_listing", "subprocessors_listchange"


def quoted(values: list) -> str:
    """Codes as SQL lists them."""
    return ", ".join(f"'{value}'" for value in values)


def run_out(label: str, and_so: str = "") -> str:
    """That an announcement of this record has run out: the longest notice is over, or it is an emergency under way."""
    told = quoted([_A.RUNNING, _A.EFFECTIVE, _A.CLOSED])
    return (
        "EXISTS (SELECT 1 FROM publications_announcement n JOIN publications_announcedchange c ON c.announcement_id = n.id "
        f"WHERE c.subject = '{label}:' || NEW.id AND NOT c.is_dropped AND n.corrects_id IS NULL {and_so}"
        f"AND n.status IN ({told}) AND n.sending_at <= {{now}} "
        "AND (n.is_emergency OR n.earliest_effective_at <= {now}))"
    )


#: A second person approved the taking over of exactly this version.
TAKEN_OVER = (
    f"OLD.status = '{_S.PROPOSED}' AND EXISTS (SELECT 1 FROM casework_approval a WHERE a.kind = 'taking_over' "
    "AND a.status = 'approved' AND a.subject_model = 'subprocessors.listing' AND a.subject_id = NEW.id "
    "AND a.subject_version = OLD.version)"
)

GUARDS = [
    Precondition(
        name="starts_as_a_proposal",
        table=LISTING,
        event="INSERT",
        when=f"NEW.status <> '{_S.PROPOSED}'",
        unless="1 = 0",
        needs=(f"{LISTING}.announcement_id",),
        message="a listing begins as a proposal",
    ),
    Precondition(
        name="is_announced_in_time",
        table=LISTING,
        event="UPDATE",
        when=f"NEW.role IN ({quoted(ANNOUNCED_ROLES)}) AND NEW.status IN ({quoted(STARTED)}) "
        f"AND (OLD.status NOT IN ({quoted(STARTED)}) OR OLD.role NOT IN ({quoted(ANNOUNCED_ROLES)}) "
        f"OR (OLD.status = '{_S.ENDED}' AND NEW.status <> '{_S.ENDED}'))",
        unless=f"({TAKEN_OVER}) OR (OLD.status IN ({quoted([_S.APPROVED, _S.ANNOUNCED])}) AND "
        f"{run_out('subprocessors.listing', 'AND n.id = NEW.announcement_id ')})",
        needs=(
            *(f"{LISTING}.announcement_id", "casework_approval.subject_version"),
            *("publications_announcement.earliest_effective_at", "publications_announcedchange.is_dropped"),
        ),
        message="a listing starts once every notice of it has run",
    ),
    Precondition(
        name="begins_as_accepted",
        table=CHANGE,
        event="INSERT",
        when=f"NEW.status <> '{ChangeStatus.ACCEPTED}'",
        unless="1 = 0",
        needs=(f"{CHANGE}.status",),
        message="a change begins as accepted",
    ),
    Precondition(
        name="is_announced_in_time",
        table=CHANGE,
        event="UPDATE",
        when=f"NEW.status = '{ChangeStatus.EFFECTIVE}' AND OLD.status <> '{ChangeStatus.EFFECTIVE}' "
        f"AND OLD.materiality = '{Materiality.NOTICE_REQUIRED}' AND EXISTS (SELECT 1 FROM {LISTING} l "
        f"WHERE l.id = NEW.listing_id AND l.status IN ({quoted(APPROVED_ONCE)}))",
        unless=run_out("subprocessors.listchange"),
        needs=(
            *(f"{CHANGE}.materiality", f"{LISTING}.status", "publications_announcement.earliest_effective_at"),
            "publications_announcedchange.is_dropped",
        ),
        message="a change takes effect once every notice of it has run",
    ),
]
