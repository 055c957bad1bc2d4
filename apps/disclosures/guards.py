"""What the database itself refuses of requests: nothing is decided by one person, nor released without notice or ground."""

from collections.abc import Iterable

from apps.trail.guards import Precondition

from .choices import (
    DISCLOSING,
    EMERGENCY_TESTS,
    HARD,
    NoticeStatus,
    Objection,
    Result,
    Silence,
    Status,
    Test,
    Urgency,
    Verification,
)

DEMAND, CHECK, SILENCE = "disclosures_demand", "disclosures_check", "disclosures_silence"
DECISION, NOTICE, RELEASE = "disclosures_decision", "disclosures_notice", "disclosures_release"
ORIGINAL, FILE = "disclosures_original", "disclosures_packagefile"


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


DISCLOSED = _quoted(DISCLOSING)
#: Two people at the version of the request that is changed now: one asked, the other decided the very same.
BY_TWO = (
    "a.status = 'approved' AND a.subject_model = 'disclosures.demand' AND a.subject_id = NEW.id "
    "AND a.subject_version = OLD.version AND a.requested_by_id = d.asked_by_id"
)
STANDING = f"SELECT 1 FROM {SILENCE} s WHERE s.demand_id = NEW.id AND s.ended_at IS NULL"
DECIDED_BY_TWO = (
    f"EXISTS (SELECT 1 FROM {DECISION} d JOIN casework_approval a ON a.id = d.approval_id WHERE d.demand_id = NEW.id "
    f"AND d.removed_at IS NULL AND d.outcome = NEW.outcome AND {BY_TWO} AND a.decided_by_id = d.decided_by_id)"
)
RELEASED_BY_TWO = (
    f"EXISTS (SELECT 1 FROM {RELEASE} d JOIN casework_approval a ON a.id = d.approval_id WHERE d.demand_id = NEW.id "
    f"AND d.removed_at IS NULL AND d.released_at = NEW.released_at AND {BY_TWO} AND a.decided_by_id = d.released_by_id)"
)
DECIDED_TO_DISCLOSE = (
    f"NEW.outcome IN ({DISCLOSED}) AND EXISTS (SELECT 1 FROM {DECISION} d WHERE d.demand_id = NEW.id "
    "AND d.removed_at IS NULL AND d.decided_at IS NOT NULL AND d.outcome = NEW.outcome)"
)
TOLD_OR_FORBIDDEN = (
    f"EXISTS (SELECT 1 FROM {NOTICE} n WHERE n.demand_id = NEW.id AND ("
    f"(n.status = '{NoticeStatus.SENT}' AND n.sent_at <= NEW.released_at AND n.objection <> '{Objection.HOLDS}' "
    "AND (n.hold_until IS NULL OR n.hold_until <= NEW.released_at)) "
    f"OR (n.status = '{NoticeStatus.WITHHELD}' AND n.prohibition <> '' "
    f"AND EXISTS ({STANDING} AND s.kind <> '{Silence.OWN_DELAY}')) "
    f"OR (n.status = '{NoticeStatus.NONE_NEEDED}' AND NEW.customer_id IS NULL)))"
)


def _passed(tests: tuple[Test, ...]) -> str:
    """Each of these tests is recorded, the hard ones as passed, and none as failed."""
    return (
        f"{len(tests)} = (SELECT COUNT(*) FROM {CHECK} c WHERE c.demand_id = NEW.id AND c.test IN ({_quoted(tests)}) "
        f"AND (c.result = '{Result.PASS}' OR (c.result = '{Result.NA}' AND c.test NOT IN ({_quoted(HARD)}))))"
    )


REVIEWED = (
    f"NEW.verification = '{Verification.VERIFIED}' AND "
    f"(({_passed(tuple(Test))}) OR (NEW.urgency = '{Urgency.EMERGENCY}' AND ({_passed(EMERGENCY_TESTS)})))"
)
IN_REVIEW = _quoted([Status.RECEIVED, Status.IN_REVIEW])


def _unchanged(*columns: str) -> str:
    return " AND ".join(f"NEW.{one} = OLD.{one}" for one in columns)


GUARDS = [
    Precondition(
        name="begins_undecided",
        table=DEMAND,
        event="INSERT",
        when=f"NEW.status NOT IN ({IN_REVIEW}) OR NEW.released_at IS NOT NULL",
        unless="NEW.earlier_reference <> ''",  # one that was dealt with before it was taken over
        needs=(f"{DEMAND}.released_at",),
        message="a request begins undecided",
    ),
    Precondition(
        name="is_decided_by_two",
        table=DEMAND,
        event="UPDATE",
        when="NEW.outcome <> OLD.outcome AND NEW.outcome <> ''",
        unless=DECIDED_BY_TWO,
        needs=(f"{DEMAND}.outcome", f"{DECISION}.approval_id", "casework_approval.subject_version"),
        message="a request is decided by two people",
    ),
    Precondition(
        name="discloses_after_its_review",
        table=DEMAND,
        event="UPDATE",
        when=f"NEW.outcome <> OLD.outcome AND NEW.outcome IN ({DISCLOSED})",
        unless=REVIEWED,
        needs=(f"{DEMAND}.outcome", f"{CHECK}.result"),
        message="nothing is disclosed before every test has passed",
    ),
    Precondition(
        name="is_released_by_two",
        table=DEMAND,
        event="UPDATE",
        when="NEW.released_at IS NOT NULL AND OLD.released_at IS NULL",
        unless=f"{DECIDED_TO_DISCLOSE} AND {RELEASED_BY_TWO}",
        needs=(f"{DEMAND}.released_at", f"{RELEASE}.approval_id", "casework_approval.subject_version"),
        message="a package is released by two people, after the decision of two",
    ),
    Precondition(
        name="is_released_after_notice",
        table=DEMAND,
        event="UPDATE",
        when="NEW.released_at IS NOT NULL AND OLD.released_at IS NULL",
        unless=TOLD_OR_FORBIDDEN,
        needs=(f"{DEMAND}.released_at", f"{NOTICE}.prohibition", f"{SILENCE}.ended_at"),
        message="nothing is released before the customer is told, or a cited prohibition stands",
    ),
    Precondition(
        name="is_released_before_it_is_closed",
        table=DEMAND,
        event="UPDATE",
        when=f"NEW.status = '{Status.CLOSED}' AND NEW.outcome IN ({DISCLOSED})",
        unless="NEW.released_at IS NOT NULL",
        needs=(f"{DEMAND}.released_at",),
        message="what is to be disclosed is released before the request is closed",
    ),
    Precondition(
        name="stays_released",
        table=DEMAND,
        event="UPDATE",
        when="OLD.released_at IS NOT NULL",
        unless=f"NEW.released_at IS NOT NULL AND {_unchanged('released_at', 'outcome', 'decided_at')}",
        needs=(f"{DEMAND}.released_at",),
        message="what has left is not called back",
    ),
    Precondition(
        name="is_secret_in_silence",
        table=DEMAND,
        event="UPDATE",
        when="NOT NEW.is_secret",
        unless=f"NOT EXISTS ({STANDING})",
        needs=(f"{DEMAND}.is_secret", f"{SILENCE}.ended_at"),
        message="a request is secret while a silence stands",
    ),
    Precondition(
        name="stands_over_a_secret",
        table=SILENCE,
        event="INSERT",
        when="NEW.ended_at IS NULL",
        unless=f"EXISTS (SELECT 1 FROM {DEMAND} d WHERE d.id = NEW.demand_id AND d.is_secret)",
        needs=(f"{DEMAND}.is_secret", f"{SILENCE}.ended_at"),
        message="a request is secret while a silence stands",
    ),
    Precondition(
        name="stays_ended",
        table=SILENCE,
        event="UPDATE",
        when="OLD.ended_at IS NOT NULL",
        unless="NEW.ended_at IS NOT NULL AND NEW.ended_at = OLD.ended_at",
        needs=(f"{SILENCE}.ended_at",),
        message="a silence that has ended stays so",
    ),
    Precondition(
        name="ends_by_itself_after_its_last_day",
        table=SILENCE,
        event="UPDATE",
        when="NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL AND NEW.ended_by_id IS NULL AND NEW.ending = ''",
        # somewhere on earth its last day ends while it is still that day in UTC
        unless="NEW.expires_on IS NOT NULL AND NEW.expires_on < NEW.ended_at",
        needs=(f"{SILENCE}.ending",),
        message="a silence stands through its last day",
    ),
    Precondition(
        name="keeps_its_result",
        table=CHECK,
        event="UPDATE",
        when="NEW.result <> OLD.result OR NEW.test <> OLD.test OR NEW.demand_id <> OLD.demand_id",
        unless=f"EXISTS (SELECT 1 FROM {DEMAND} d WHERE d.id = OLD.demand_id AND d.status IN ({IN_REVIEW}))",
        needs=(f"{CHECK}.result", f"{DEMAND}.status"),
        message="a test is not judged again after the decision",
    ),
    Precondition(
        name="is_never_altered",
        table=ORIGINAL,
        event="UPDATE",
        when="OLD.sha256 <> ''",
        unless=f"{_unchanged('sha256', 'file_size', 'demand_id', 'kind', 'added_at')} "
        "AND (NEW.file = OLD.file OR NEW.file = '')",
        needs=(f"{ORIGINAL}.sha256",),
        message="an original stays as it came",
    ),
    Precondition(
        name="is_never_altered",
        table=FILE,
        event="UPDATE",
        when="OLD.sha256 <> ''",
        unless=f"{_unchanged('sha256', 'file_size', 'demand_id', 'target_id', 'category', 'period_from', 'period_to')} "
        "AND (NEW.file = OLD.file OR NEW.file = '')",
        needs=(f"{FILE}.sha256",),
        message="a file of a package stays as it was collected",
    ),
    Precondition(
        name="stays_as_it_was_released",
        table=RELEASE,
        event="UPDATE",
        when="OLD.released_at IS NOT NULL",
        unless="NEW.released_at IS NOT NULL AND NEW.removed_at IS NULL AND "
        f"{_unchanged('released_at', 'released_by_id', 'asked_by_id', 'content_hash', 'demand_id', 'approval_id')}",
        needs=(f"{RELEASE}.released_at",),
        message="what was released stays on record as it was",
    ),
]
