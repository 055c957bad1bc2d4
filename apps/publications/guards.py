"""What the database itself refuses of announcements: none begins but as a draft, none is sent that nobody approved."""

from apps.trail.guards import Precondition

from .choices import AnnouncementStatus

_A = AnnouncementStatus
TABLE = "publications_announcement"
LABEL = "publications.announcement"


def quoted(values: list[AnnouncementStatus]) -> str:
    """Statuses as SQL lists them."""
    return ", ".join(f"'{value}'" for value in values)


APPROVED = (
    "EXISTS (SELECT 1 FROM casework_approval a WHERE a.kind = 'announcement' AND a.status = 'approved' "
    f"AND a.subject_model = '{LABEL}' AND a.subject_id = NEW.id AND a.subject_version = OLD.version)"
)

GUARDS = [
    Precondition(
        name="begins_as_a_draft",
        table=TABLE,
        event="INSERT",
        when=f"NEW.status <> '{_A.DRAFT}'",
        unless="NEW.corrects_id IS NOT NULL",
        needs=(f"{TABLE}.corrects_id",),
        message="an announcement begins as a draft",
    ),
    Precondition(
        name="is_approved_by_two",
        table=TABLE,
        event="UPDATE",
        when=f"OLD.status = '{_A.DRAFT}' AND NEW.status NOT IN ({quoted([_A.DRAFT, _A.CANCELLED])})",
        unless=f"NEW.status = '{_A.SCHEDULED}' AND {APPROVED}",
        needs=(f"{TABLE}.status", "casework_approval.subject_version"),
        message="an announcement goes on once a second person has approved it",
    ),
    Precondition(
        name="keeps_its_promise",
        table=TABLE,
        event="UPDATE",
        when=f"OLD.status NOT IN ({quoted([_A.DRAFT, _A.SCHEDULED])})",
        unless="NEW.earliest_effective_at >= OLD.earliest_effective_at AND NEW.sending_at = OLD.sending_at "
        "AND NEW.is_emergency = OLD.is_emergency AND (NEW.effective_on >= OLD.effective_on) "
        f"AND NEW.status NOT IN ({quoted([_A.DRAFT, _A.SCHEDULED])}) AND NOT (OLD.status = '{_A.CANCELLED}' "
        f"AND NEW.status <> '{_A.CANCELLED}')",
        needs=(f"{TABLE}.earliest_effective_at",),
        message="what was announced does not come earlier",
    ),
    Precondition(
        name="is_sent_before_it_runs",
        table=TABLE,
        event="UPDATE",
        when=f"NEW.status IN ({quoted([_A.RUNNING, _A.HELD, _A.EFFECTIVE, _A.CLOSED])}) "
        f"AND OLD.status = '{_A.SCHEDULED}'",
        unless="1 = 0",
        needs=(f"{TABLE}.status",),
        message="an announcement is sent before it runs",
    ),
]
