"""What the database itself refuses of requests: nothing is granted to somebody of whom it is not known who they are."""

from apps.trail.guards import Precondition

from .choices import Authority, Decision, Identity
from .proof import NEEDS_NO_PROOF

TABLE = "dsr_item"
GRANTED = f"'{Decision.GRANTED}', '{Decision.IN_PART}'"
FREE = ", ".join(f"'{right}'" for right in NEEDS_NO_PROOF)
KNOWN = (
    f"EXISTS (SELECT 1 FROM dsr_ticket t WHERE t.id = NEW.ticket_id AND t.identity = '{Identity.VERIFIED}' "
    f"AND t.authority IN ('{Authority.NONE_NEEDED}', '{Authority.ACCEPTED}'))"
)
NEEDS = (f"{TABLE}.decision", "dsr_ticket.identity", "dsr_ticket.authority")
MESSAGE = "a right is granted to a person who is verified"

GUARDS = [
    Precondition(
        name="begins_with_a_verified_person",
        table=TABLE,
        event="INSERT",
        when=f'NEW.decision IN ({GRANTED}) AND NEW."right" NOT IN ({FREE})',
        unless=KNOWN,
        needs=NEEDS,
        message=MESSAGE,
    ),
    Precondition(
        name="is_granted_to_a_verified_person",
        table=TABLE,
        event="UPDATE",
        when=f'NEW.decision IN ({GRANTED}) AND OLD.decision <> NEW.decision AND NEW."right" NOT IN ({FREE})',
        unless=KNOWN,
        needs=NEEDS,
        message=MESSAGE,
    ),
]
