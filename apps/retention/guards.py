"""What the database itself refuses of holds: one person lifts none, and no key goes that one protects by name.

Whom a hold protects as a person only the application can tell, as the database cannot read who a record is about.
"""

from apps.trail.guards import Precondition

from .choices import HoldStatus, Scope

HOLD = "retention_hold"

GUARDS = [
    Precondition(
        name="begins_in_force",
        table=HOLD,
        event="INSERT",
        when=f"NEW.status <> '{HoldStatus.PLACED}'",
        unless="1 = 0",
        needs=(f"{HOLD}.status",),
        message="a hold begins in force",
    ),
    Precondition(
        name="is_lifted_by_two",
        table=HOLD,
        event="UPDATE",
        when=f"NEW.status <> OLD.status AND OLD.status = '{HoldStatus.PLACED}'",
        unless="EXISTS (SELECT 1 FROM casework_approval a WHERE a.id = NEW.approval_id AND a.kind = 'hold_lifted' "
        "AND a.status = 'approved' AND a.subject_model = 'retention.hold' AND a.subject_id = NEW.id "
        "AND a.subject_version = OLD.version)",
        needs=(f"{HOLD}.approval_id", "casework_approval.subject_version"),
        message="a hold is lifted by two people",
    ),
    Precondition(
        name="stays_lifted",
        table=HOLD,
        event="UPDATE",
        when=f"OLD.status = '{HoldStatus.LIFTED}' AND NEW.status <> OLD.status",
        unless="1 = 0",
        needs=(f"{HOLD}.status",),
        message="a hold that was lifted stays lifted",
    ),
    Precondition(
        name="stays_under_a_hold",
        table="trail_objectkey",
        event="DELETE",
        when="1 = 1",
        unless=f"NOT EXISTS (SELECT 1 FROM {HOLD} h WHERE h.status = '{HoldStatus.PLACED}' AND "
        f"(h.scope IN ('{Scope.RECORD}', '{Scope.CASE}') AND h.subject = OLD.model || ':' || OLD.object_id "
        f"OR h.scope = '{Scope.CLASS}' AND h.subject = OLD.model))",
        needs=(f"{HOLD}.subject", "trail_objectkey.object_id"),
        message="what is on hold keeps its key",
    ),
]
