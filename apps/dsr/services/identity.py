"""Who asks: proof is asked for and judged by the risk, and nothing is handed over or erased before it stands."""

import datetime
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.services import Limit, take_attempts
from apps.mailroom.models import Letter
from apps.trail import envelopes
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import (
    TICKETS,
    CheckOutcome,
    ClockKind,
    Identity,
    IdentityMethod,
    Status,
)
from ..models import ClockEvent, IdentityCheck, IdentityCode, Item, Ticket
from ..proof import ENOUGH_AT_HIGH_RISK, NEEDS_PROOF
from ..queries.offices import day_at
from .clock import record_event
from .correspondence import add_note, tell
from .identity_documents import shorten_documents
from .tickets import lock_open, move_ticket

#: Eight digits and five guesses: one in twenty million.
DIGITS, ATTEMPTS = 8, 5
#: And so many codes a day for one ticket, whoever asks for them.
CODES_PER_TICKET = Limit("dsr-code", 5, 24 * 60 * 60)


class ProofNotNeeded(RuleBroken):
    """No more proof is asked for than the risk demands (GDPR Art. 11, 12(6))."""


class ProofTooWeak(RuleBroken):
    """This method is not enough for the risk."""


class NotVerified(RuleBroken):
    """Nothing is handed over, changed or erased before it is known who asks."""


class WrongCode(RuleBroken):
    """Not the code that was sent, or no longer."""


class TooManyCodes(RuleBroken):
    """No more codes are sent for this ticket today."""


# --- Asking ---


def ask_identity(ticket: Ticket, *, method: str, by: Any) -> IdentityCheck:
    """Ask the person for proof, in a letter; what was asked before is given up. The clocks know of it.

    Without an e-mail address it is asked for by post or by telephone, and no clock waits for the answer.

    Raises:
        TicketEnded: it is answered or over.
        ProofNotNeeded: nothing that is asked needs proof.
        ProofTooWeak: the risk demands a document, or there is no address to which a code can go.
        TooManyCodes: five codes were sent within a day.
    """
    with act("dsr.identity_asked", by=by, about=ticket, id_method=method):
        ticket = lock_open(ticket)
        _ensure_fits(ticket, method)
        give_up_checks(ticket)
        check = IdentityCheck(ticket=ticket, method=IdentityMethod(method), asked_at=timezone.now())
        check.save()
        code, until = _new_code(check) if method == IdentityMethod.CODE else ("", None)
        context = {"method": str(method), "code": code, "until": until, "days": settings.DSR_LAPSE_DAYS}
        check.letter = tell(ticket, "dsr/identity", context, by=by)
        check.save()
        if check.letter is not None:
            _tell_clocks(ticket, ClockKind.ID_REQUESTED, letter=check.letter, by=by)
        _settle(ticket, Identity.ASKED, Status.VERIFYING, by=by)
    return check


def _ensure_fits(ticket: Ticket, method: str) -> None:
    if not _needing_proof(ticket):
        raise ProofNotNeeded(_("Nothing that is asked here needs proof of identity: do it without."))
    _ensure_strong(ticket, method)
    if method == IdentityMethod.CODE and not ticket.email:
        raise ProofTooWeak(_("There is no e-mail address to which a code could go: choose another way."))


def _ensure_strong(ticket: Ticket, method: str) -> None:
    if ticket.needs_document and method not in ENOUGH_AT_HIGH_RISK:
        raise ProofTooWeak(_("The risk is high here: only a document is proof enough."))


def _needing_proof(ticket: Ticket) -> list[Item]:
    return list(ticket.items.open().filter(right__in=NEEDS_PROOF))


def give_up_checks(ticket: Ticket) -> None:
    """Nobody waits any more for what was asked before; its code is good for nothing. In the act under way."""
    IdentityCode.objects.filter(ticket=ticket).delete()
    for check in ticket.identity_checks.filter(outcome=CheckOutcome.OPEN):
        check.outcome, check.judged_at = CheckOutcome.REPLACED, timezone.now()
        check.save()


def _new_code(check: IdentityCheck) -> tuple[str, datetime.datetime]:
    if not take_attempts((CODES_PER_TICKET, check.ticket.public_id)):
        raise TooManyCodes(_("Five codes went out for this request within a day: wait until tomorrow."))
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    until = timezone.now() + datetime.timedelta(hours=settings.IDENTITY_CODE_HOURS)
    IdentityCode.objects.create(
        ticket=check.ticket, identity_check=check, digest=_digest(check, check.ticket, code), expires_at=until
    )
    return code, until


def _digest(check: IdentityCheck, ticket: Ticket, code: str) -> bytes:
    """A code is good for one check and the address it went to, and its hash is of no use without the keyring."""
    return envelopes.signature("dsr.code", f"{check.pk}:{ticket.email_key}:{code}")


def _tell_clocks(ticket: Ticket, kind: str, *, letter: Letter | None = None, by: Any) -> None:
    """Record it on each open item that needs proof and does, or does not yet, wait for it."""
    today = max(day_at(ticket.office, timezone.now()), ticket.received_on)
    for item in _needing_proof(ticket):
        if _waits(item) == (kind == ClockKind.ID_RECEIVED):
            record_event(item, kind, on=today, letter=letter, by=by)


def _waits(item: Item) -> bool:
    kinds = (ClockKind.ID_REQUESTED, ClockKind.ID_RECEIVED)
    last = ClockEvent.objects.filter(item=item, kind__in=kinds).order_by("pk").last()
    return last is not None and last.kind == ClockKind.ID_REQUESTED


def _settle(ticket: Ticket, identity: str, status: str, *, by: Any) -> Ticket:
    """Where the ticket stands now; read again, as its clocks may have dated it anew."""
    ticket = lock(ticket)
    ticket.identity = Identity(identity)
    ticket.identity_at = None if identity == Identity.ASKED else timezone.now()
    if ticket.status != status and TICKETS.allows(ticket.status, status):
        return move_ticket(ticket, status, by=by)
    ticket.save()
    return ticket


# --- The code ---


def check_code(ticket: Ticket, *, code: str, by: Any = "visitor") -> bool:
    """Whether this is the code that the person was sent; if so, they and their address are verified.

    Wrong, too old and guessed at too often look alike. An attempt counts whatever comes of it, so this is called outside
    of any act.
    """
    found = IdentityCode.objects.filter(ticket=ticket).select_related("identity_check", "ticket").first()
    if found is None or not _take_attempt(found):
        return False
    given = "".join(sign for sign in code if sign.isdecimal() and sign.isascii())
    if not hmac.compare_digest(bytes(found.digest), _digest(found.identity_check, found.ticket, given)):
        _tell_used_up(found, by=by)
        return False
    return _pass_by_code(found, by=by)


def enter_code(ticket: Ticket, *, code: str, by: Any) -> Ticket:
    """Enter the code for the person, as they tell it.

    Raises:
        WrongCode: it is not the code, its time is over, or it was guessed at too often; the attempt counts.
    """
    if not check_code(ticket, code=code, by=by):
        raise WrongCode(_("This is not the code, or its time is over: look again, or send a new one."))
    return ticket


def _take_attempt(code: IdentityCode) -> bool:
    """One statement judges and counts, so any number of guesses at once get no more than the limit."""
    still = IdentityCode.objects.filter(pk=code.pk, attempts__lt=ATTEMPTS, expires_at__gt=timezone.now())
    return still.update(attempts=F("attempts") + 1) == 1


def _tell_used_up(code: IdentityCode, *, by: Any) -> None:
    if IdentityCode.objects.filter(pk=code.pk, attempts__gte=ATTEMPTS).exists():
        with act("dsr.code_used_up", by=by, about=code.ticket):
            pass


def _pass_by_code(code: IdentityCode, *, by: Any) -> bool:
    method, outcome = IdentityMethod.CODE, CheckOutcome.PASSED
    with act("dsr.identity_judged", by=by, about=code.ticket, id_method=method, id_outcome=outcome) as this:
        ticket, check = lock(code.ticket), lock(code.identity_check)
        same_address = ticket.email_key == code.ticket.email_key
        if not (ticket.is_open and check.is_open and same_address and not ticket.needs_document):
            this.discard()
            return check.outcome == CheckOutcome.PASSED
        ticket.email_confirmed_at = ticket.email_confirmed_at or timezone.now()
        ticket.save()
        _judge(ticket, check, outcome, by=by)
    return True


def drop_codes() -> int:
    """Delete codes whose time is over; how many there were."""
    over = IdentityCode.objects.filter(expires_at__lte=timezone.now())
    if not over.exists():
        return 0
    with act("dsr.codes_dropped", by="worker") as this:
        this.facts["count"] = count = over.delete()[0]
        if not count:
            this.discard()
    return count


# --- Judging ---


def record_identity(
    ticket: Ticket,
    *,
    method: str,
    outcome: str,
    words: str = "",
    asserted_by: str = "",
    asserted_at: datetime.datetime | None = None,
    is_number_masked: bool = False,
    is_photo_masked: bool = False,
    by: Any,
) -> IdentityCheck:
    """Say what came of a proof: the person is verified, or could not be. Either way nobody waits for it any more.

    Raises:
        TicketEnded: it is answered or over.
        ProofTooWeak: the risk demands a document; a code passes by being entered only; an account names who says that
            the person signed in to it; of a document both fields are masked.
        RuleBroken: nothing says why it failed.
    """
    with act("dsr.identity_judged", by=by, about=ticket, id_method=method, id_outcome=outcome):
        ticket = lock_open(ticket)
        check = ticket.identity_checks.filter(outcome=CheckOutcome.OPEN, method=method).first()
        if check is None:
            give_up_checks(ticket)
            check = IdentityCheck(ticket=ticket, method=IdentityMethod(method))
        check.words, check.asserted_by = words.strip(), asserted_by.strip()
        check.asserted_at = (asserted_at or timezone.now()) if check.asserted_by else None
        check.is_number_masked, check.is_photo_masked = is_number_masked, is_photo_masked
        _ensure_judgeable(ticket, check, outcome)
        _judge(ticket, check, outcome, by=by)
    return check


def _ensure_judgeable(ticket: Ticket, check: IdentityCheck, outcome: str) -> None:
    if outcome == CheckOutcome.FAILED:
        if not check.words:
            raise RuleBroken(_("Say why it is not proven: the person may ask, and it is part of the proof."))
        return
    _ensure_strong(ticket, check.method)
    if check.method == IdentityMethod.CODE:
        raise ProofTooWeak(_("A code proves something once it is entered: enter what the person was sent."))
    if check.method == IdentityMethod.ACCOUNT and not check.asserted_by:
        raise ProofTooWeak(_("Say who or what confirms that the person signed in to their account."))
    if check.method == IdentityMethod.DOCUMENT and not (check.is_number_masked and check.is_photo_masked):
        raise ProofTooWeak(
            _(
                "Number, photo and citizen service number must be masked: destroy this document and ask for one on which "
                "they are."
            )
        )


def _judge(ticket: Ticket, check: IdentityCheck, outcome: str, *, by: Any) -> None:
    check.outcome, check.judged_at = CheckOutcome(outcome), timezone.now()
    check.judged_by = None if isinstance(by, str) else by
    check.save()
    IdentityCode.objects.filter(ticket=ticket).delete()
    shorten_documents(ticket)
    _tell_clocks(ticket, ClockKind.ID_RECEIVED, by=by)
    identity = Identity.VERIFIED if outcome == CheckOutcome.PASSED else Identity.FAILED
    is_clarifying = lock(ticket).status == Status.CLARIFYING  # it still waits for the person, for another reason
    _settle(ticket, identity, Status.CLARIFYING if is_clarifying else Status.WORKING, by=by)


def raise_risk(ticket: Ticket, *, words: str, by: Any) -> Ticket:
    """Only a document is proof enough from now on: special categories, or a doubt that a mailbox cannot settle.

    What was proven in another way counts no more.

    Raises:
        RuleBroken: nothing says why; a document is no routine (GDPR Art. 5(1)(c)).
    """
    if not words.strip():
        raise RuleBroken(_("Say why the risk is high: a document is asked for with a reason only."))
    with act("dsr.proof_raised", by=by, about=ticket) as this:
        ticket = lock_open(ticket)
        if ticket.needs_document:
            this.discard()
            return ticket
        ticket.needs_document = True
        passed = ticket.identity_checks.filter(outcome=CheckOutcome.PASSED, method__in=ENOUGH_AT_HIGH_RISK)
        if ticket.identity == Identity.VERIFIED and not passed.exists():
            ticket.identity, ticket.identity_at = Identity.UNCHECKED, None
        ticket.save()
        add_note(ticket, text=words, by=by)
    return ticket
