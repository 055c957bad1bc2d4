"""The review: who sent it, and whether each test passes."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.mailroom.composing import kinds, render
from apps.mailroom.services import letterhead, queue_letter
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import HARD, ContactKind, PushBack, Result, Status, Test, Verification
from ..models import AuthorityContact, Check, Cost, Demand, PushedBack
from ..queries.review import tests_of
from .access import lock_open, lock_visible

#: What counts in an emergency: somebody who stole a mailbox answers from it.
SPOKEN_TO = (ContactKind.PHONE, ContactKind.PORTAL)


class NotATest(RuleBroken):
    """The test does not belong to the request, does not allow the answer, or lacks its note."""


class NotVerifiable(RuleBroken):
    """The sender is verified through a contact of our own directory, and in no other way."""


class NothingToSay(RuleBroken):
    """A letter without words, or without anybody to send it to."""


def begin_review(demand: Demand) -> None:
    """The first look begins the review, in the act under way."""
    if demand.status == Status.RECEIVED:
        demand.status = Status.IN_REVIEW
        demand.save()


def verify_sender(
    demand: Demand, *, verification: str, contact: AuthorityContact | None = None, words: str, by: Any
) -> Demand:
    """Record who was called back at which contact of the directory, and what came of it.

    Raises:
        NotVerifiable: the contact is not one of the directory's for this authority, or it is not said what was found.
        DemandEnded, NotCleared: see there.
    """
    with act("disclosures.sender_verified", by=by, about=demand, verification=Verification(verification).value):
        demand = lock_open(demand, by=by)
        if not words.strip():
            raise NotVerifiable(_("Say who was called back, and what they said."))
        if demand.released_at is not None:
            raise NotVerifiable(_("The data has left: what its release rested on stays as it was."))
        contact = lock(contact) if contact else None  # a colleague may have ended it meanwhile
        if verification == Verification.VERIFIED:
            _ensure_of_the_directory(demand, contact)
        demand.verification, demand.verified_at = Verification(verification), timezone.now()
        demand.verified_by = None if isinstance(by, str) else by
        demand.verified_with, demand.verification_words = contact, words.strip()
        if demand.status == Status.RECEIVED:
            demand.status = Status.IN_REVIEW
        demand.save()
    return demand


def _ensure_of_the_directory(demand: Demand, contact: AuthorityContact | None) -> None:
    authority = demand.authority
    if authority is None:
        raise NotVerifiable(_("Name the authority first: it is called back through the directory."))
    if contact is None or not contact.is_current or contact.authority_id != authority.pk:
        words = _("Call back through a contact that the directory has for %(authority)s, never one from the letter.")
        raise NotVerifiable(words % {"authority": authority})
    if demand.officer_email and contact.value.casefold() == demand.officer_email.strip().casefold():
        raise NotVerifiable(_("This address stands in the letter: call back through another contact."))
    if demand.is_emergency and contact.kind not in SPOKEN_TO:
        raise NotVerifiable(
            _("Mailboxes are stolen: in an emergency call back by telephone, or ask through their portal.")
        )


def record_check(demand: Demand, *, test: str, result: str, note: str = "", by: Any) -> Check:
    """Record what came of a test; a later judgement replaces it, and the history keeps both.

    Raises:
        NotATest: it is none of this request's, must not be left out, or fails without a note.
        DemandEnded, NotCleared: see there.
    """
    test, result = Test(test), Result(result)
    with act("disclosures.check_recorded", by=by, about=demand, test=test.value, test_result=result.value):
        demand = lock_open(demand, by=by)
        _ensure_fits(demand, test, result, note)
        begin_review(demand)
        check = demand.checks.filter(test=test).first()
        check = lock(check) if check else Check(demand=demand, test=test)
        check.result, check.note, check.recorded_at = result, note.strip(), timezone.now()
        check.recorded_by = None if isinstance(by, str) else by
        check.full_clean()
        check.save()
    return check


def record_checks(demand: Demand, judged: Mapping[str, tuple[str, str]], *, by: Any) -> dict[str, str]:
    """Record several tests, each with its result and note; one that is refused stops none of the others.

    Gives why, by test, those were refused.
    """
    refused = {}
    for test, (result, note) in judged.items():
        try:
            record_check(demand, test=test, result=result, note=note, by=by)
        except RuleBroken as error:
            refused[test] = str(error)
    return refused


def _ensure_fits(demand: Demand, test: str, result: str, note: str) -> None:
    if demand.status not in (Status.RECEIVED, Status.IN_REVIEW):
        raise NotATest(_("It is decided: take the decision back before a test is judged again."))
    if test not in tests_of(demand):
        raise NotATest(_("This test does not belong to such a request."))
    if result == Result.NA and test in HARD:
        raise NotATest(_("“%(test)s” always applies: it passes or fails.") % {"test": Test(test).label})
    if result == Result.FAIL and not note.strip():
        raise NotATest(_("Say why it fails."))
    if test == Test.AUTHENTIC and result == Result.PASS and demand.verification != Verification.VERIFIED:
        raise NotATest(_("Verify the sender first, through the directory."))


def push_back(demand: Demand, *, kind: str, words: str, by: Any) -> PushedBack:
    """Write to the authority that it must narrow, clarify, ground or send its request elsewhere, or that we refuse.

    The letter goes to the address that the directory has; without one it is printed from the request.

    Raises:
        NothingToSay: there are no words.
        DemandEnded, NotCleared: see there.
        NotALetter: a text is not fit to be sent.
    """
    with act("disclosures.pushed_back", by=by, about=demand, push_back=PushBack(kind).value):
        demand = lock_open(demand, by=by)
        if not words.strip():
            raise NothingToSay(_("Say what we ask, or why we refuse."))
        begin_review(demand)
        pushed = PushedBack(
            demand=demand,
            kind=PushBack(kind),
            words=words.strip(),
            letter=_letter_to_authority(demand, kind, words.strip(), by=by),
            sent_at=timezone.now(),
            sent_by=None if isinstance(by, str) else by,
        )
        pushed.save()
    return pushed


def _letter_to_authority(demand: Demand, kind: str, words: str, *, by: Any) -> Any:
    address = address_of(demand)
    if not address:
        return None
    return queue_letter(
        f"disclosures/{kind}",
        to=address,
        name=str(demand.authority)[:100],
        brand=demand.brand,
        language=language_of(demand),
        about=demand,
        context=_told(demand, words),
        by=by,
    )


def _told(demand: Demand, words: str) -> dict[str, str]:
    return {"reference": demand.reference, "their_reference": demand.their_reference, "words": words}


def language_of(demand: Demand) -> str:
    """The language in which we write to the authority: its own where letters have it, else English."""
    return "nl" if demand.language == "nl" else "en"


def printed(pushed: PushedBack) -> tuple[str, str]:
    """Subject and text of a push-back, as its letter would read: for the post, where the directory has no address."""
    demand = pushed.demand
    kind, head = kinds()[f"disclosures/{pushed.kind}"], letterhead(demand.brand)
    subject, text, _html = render(kind, _told(demand, pushed.words), language=language_of(demand), head=head)
    return subject, text


def address_of(demand: Demand) -> str:
    """The e-mail address that the directory has for the authority, or none."""
    contacts = AuthorityContact.objects.current().filter(authority=demand.authority, kind=ContactKind.EMAIL)
    contact = contacts.order_by("pk").first()
    return contact.value if contact else ""


def record_cost(demand: Demand, *, hours: Any, fee: Any = 0, currency: str = "EUR", invoice: str = "", by: Any) -> Cost:
    """Record work on a request, and what is charged for it.

    Raises:
        NotCleared: the request does not exist for them.
        ValidationError: by field, where a value cannot be kept.
    """
    with act("disclosures.cost_recorded", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        cost = Cost(demand=demand, hours=hours, fee=fee, currency=currency.upper(), invoice=invoice.strip())
        cost.recorded_at = timezone.now()
        cost.recorded_by = None if isinstance(by, str) else by
        cost.full_clean()
        cost.save()
    return cost
