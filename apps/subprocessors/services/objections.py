"""Objections: logged by a link or by staff, assessed, and decided in words that the customer is told."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.references import next_reference
from apps.mailroom.composing import LONGEST_NAME, NotALetter, legible
from apps.mailroom.services import queue_letter
from apps.organisation.models import Customer, NoticeContact
from apps.publications.choices import RUN_OUT, UNDER_WAY
from apps.publications.models import AnnouncedChange, Announcement
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import OBJECTIONS, Channel, ObjectionStatus
from ..models import ObjectedChange, Objection
from ..queries.objections import TimeToObject, objected_changes, office, time_to_object, told_changes
from .holding import hold, release

_S = ObjectionStatus
#: So much may the clock of who wrote a moment down run ahead of ours.
SLOW_CLOCK = datetime.timedelta(minutes=1)


class CannotObject(RuleBroken):
    """Nothing can be logged against this announcement as it was given."""


class NotDecidable(RuleBroken):
    """The decision lacks its words, or does not fit when the objection came."""


def log_objection(
    *,
    announcement: Announcement,
    customer: Customer,
    channel: str,
    contact: NoticeContact | None = None,
    changes: Sequence[AnnouncedChange] = (),
    by: Any,
    **said: Any,
) -> Objection:
    """Put an objection on record; no ``changes`` means all of the announcement. The customer gets a receipt.

    ``said`` is who objects (``name``, ``address``, ``language``), ``received_at`` and ``grounds``. Where it came in time
    and the customer's terms say so, it holds the announcement in the same act.

    Raises:
        CannotObject: nothing was announced to them yet, it is on record already, or the values do not fit together.
    """
    with act("subprocessors.objection_logged", by=by, channel=channel) as this:
        announcement = lock(announcement)
        _ensure_none_open(announcement, customer)
        objection = Objection(announcement=announcement, customer=customer, contact=contact, channel=channel, **said)
        this.facts["receipt"] = _keep(objection, changes, by=by)
        this.about, this.facts["reference"], this.facts["in_time"] = objection, objection.reference, objection.in_time
    return objection


def object_by_link(
    announcement: Announcement,
    contact: NoticeContact,
    *,
    name: str,
    grounds: str,
    changes: Sequence[AnnouncedChange],
) -> Objection:
    """Log what a notice contact objects now, by the link in their letter; what is on record already is given back.

    They are answered in the language in which they get their notices.

    Raises:
        CannotObject: nothing was announced to them, or it was cancelled.
    """
    with act("subprocessors.objection_logged", by="visitor", channel=Channel.LINK) as this:
        announcement = lock(announcement)
        if known := on_record(announcement, contact.customer):
            this.discard()
            return known
        objection = Objection(
            announcement=announcement,
            customer=contact.customer,
            contact=contact,
            name=name,
            channel=Channel.LINK,
            received_at=timezone.now(),
            grounds=grounds,
            language=contact.language,
        )
        this.facts["receipt"] = _keep(objection, changes, by="visitor")
        this.about, this.facts["reference"], this.facts["in_time"] = objection, objection.reference, objection.in_time
    return objection


def _keep(objection: Objection, changes: Sequence[AnnouncedChange], *, by: Any) -> bool:
    """Judge and write an objection in the act under way, held where it holds; whether a receipt could be written."""
    _ensure_fits(objection)
    wanted = _announced(objection.announcement, changes)
    contact = objection.contact
    objection.address = objection.address or (contact.email if contact else "")
    objection.name, objection.grounds = objection.name.strip(), objection.grounds.strip()
    _date(objection, time_to_object(objection.announcement, objection.customer, contact))
    objection.reference = next_reference("OBJ", year=timezone.localdate().year)
    objection.full_clean()
    objection.save()
    for change in wanted:
        ObjectedChange(objection=objection, change=change).save()
    hold(objection.announcement, by=by)
    return _tell(objection, "subprocessors/objection_received", _receipt(objection), by=by)


def on_record(announcement: Announcement, customer: Customer) -> Objection | None:
    """The newest objection of a customer to an announcement that they have not taken back."""
    known = Objection.objects.filter(announcement=announcement, customer=customer).exclude(status=_S.WITHDRAWN)
    return known.order_by("-pk").first()


def _ensure_fits(objection: Objection) -> None:
    announcement, customer, contact = objection.announcement, objection.customer, objection.contact
    if announcement.status not in [*UNDER_WAY, *RUN_OUT] or announcement.sending_at is None:
        words = _("%(reference)s is not an announcement that customers were told of and that still stands.")
        raise CannotObject(words % {"reference": announcement})
    if customer.brand_id != announcement.brand_id or (contact and contact.customer_id != customer.pk):
        raise CannotObject(
            _("Choose a customer of the brand that announced it, and a notice contact of that customer.")
        )
    if not announcement.sending_at <= objection.received_at <= timezone.now() + SLOW_CLOCK:
        raise CannotObject(
            _("It cannot have come before the announcement was sent, nor in the future: look at the moment again.")
        )


def _ensure_none_open(announcement: Announcement, customer: Customer) -> None:
    known = Objection.objects.open().filter(announcement=announcement, customer=customer).first()
    if known is not None:
        words = _("%(customer)s objects already, in %(reference)s: add it to that one, or decide it first.")
        raise CannotObject(words % {"customer": customer, "reference": known})


def _announced(announcement: Announcement, changes: Sequence[AnnouncedChange]) -> list[AnnouncedChange]:
    """The changes objected to, in the order in which they were announced."""
    announced, wanted = list(announcement.changes.all()), {change.pk for change in changes}
    if not wanted <= {change.pk for change in announced}:
        raise CannotObject(_("Choose changes of %(reference)s itself.") % {"reference": announcement})
    return [change for change in announced if not wanted or change.pk in wanted]


def _date(objection: Objection, time: TimeToObject) -> None:
    """Whether it came in time, and by when it is answered: so many days after the office's day on which it came."""
    objection.last_day, objection.derivation = time.last_day, "\n".join(time.sentences)
    objection.in_time = time.is_in_time(objection.received_at)
    objection.holds = objection.in_time and time.holds
    received_on = objection.received_at.astimezone(office().zone).date()
    objection.answer_due_on = received_on + datetime.timedelta(days=settings.OBJECTION_ANSWER_DAYS)


# --- What staff do ---


def assign_objection(objection: Objection, *, to: Any, by: Any) -> Objection:
    """Say who looks after an open objection."""
    with act("subprocessors.objection_assigned", by=by, about=objection, reference=objection.reference):
        objection = lock(objection)
        if not objection.is_open:
            raise NotDecidable(_("%(reference)s is decided: nobody has to look after it.") % {"reference": objection})
        objection.assigned_to = to
        objection.save()
    return objection


def assess_objection(objection: Objection, *, by: Any) -> Objection:
    """Take an objection up; who does so looks after it, unless somebody does already."""
    with act("subprocessors.objection_taken_up", by=by, about=objection, reference=objection.reference):
        objection = lock(objection)
        OBJECTIONS.ensure(objection.status, _S.ASSESSING)
        objection.status = _S.ASSESSING
        objection.assigned_to = objection.assigned_to or by
        objection.save()
    return objection


def mitigate_objection(objection: Objection, *, words: str, by: Any) -> Objection:
    """Decide that measures meet it; ``words`` say which."""
    return _decide(objection, _S.MITIGATED, words=words, by=by)


def offer_termination(objection: Objection, *, words: str, by: Any) -> Objection:
    """Offer the customer to end the contract over it; it stays open until they answer."""
    return _decide(objection, _S.TERMINATION_OFFERED, words=words, by=by)


def record_termination(objection: Objection, *, words: str, by: Any) -> Objection:
    """Record that the customer took the offer; the contract itself ends on the customer's own page."""
    return _decide(objection, _S.TERMINATED, words=words, by=by)


def withdraw_objection(objection: Objection, *, words: str, by: Any) -> Objection:
    """Record that the customer took it back; ``words`` say how."""
    return _decide(objection, _S.WITHDRAWN, words=words, by=by)


def close_as_late(objection: Objection, *, words: str, by: Any) -> Objection:
    """Close what came after the last day.

    Raises:
        NotDecidable: it came in time, or no words were given.
        TransitionNotAllowed: it is decided already.
    """
    return _decide(objection, _S.OUT_OF_TIME, words=words, by=by)


def _decide(objection: Objection, outcome: ObjectionStatus, *, words: str, by: Any) -> Objection:
    facts: dict[str, Any] = {"reference": objection.reference, "outcome": outcome}
    with act("subprocessors.objection_decided", by=by, about=objection, **facts) as this:
        lock(objection.announcement)  # first, as whoever logs one does
        objection = lock(objection)
        OBJECTIONS.ensure(objection.status, outcome)
        if outcome == _S.OUT_OF_TIME and objection.in_time:
            raise NotDecidable(_("%(reference)s came in time: answer it on its grounds.") % {"reference": objection})
        if not words.strip():
            raise NotDecidable(_("Say in words what was decided: the customer is told."))
        objection.status, objection.decision = outcome, words.strip()
        objection.decided_by, objection.decided_at = by, timezone.now()
        objection.save()
        this.facts["told"] = _tell(objection, "subprocessors/objection_decided", _decision(objection), by=by)
        release(objection.announcement, by=by)
    return objection


# --- Letters ---


def _receipt(objection: Objection) -> dict[str, Any]:
    return _named(objection) | {
        "received_at": objection.received_at,
        "in_time": objection.in_time,
        "last_day": objection.last_day,
        "answer_due_on": objection.answer_due_on,
        "changes": [told.heading for told in told_changes(objected_changes(objection), objection.language)],
    }


def _decision(objection: Objection) -> dict[str, Any]:
    return _named(objection) | {
        "outcome": objection.status,
        "words": objection.decision,
        "last_day": objection.last_day,
    }


def _named(objection: Objection) -> dict[str, Any]:
    return {
        "reference": objection.reference,
        "announcement": objection.announcement.reference,
        "customer": legible(objection.customer.name, 200),
    }


def _tell(objection: Objection, kind: str, context: Mapping[str, Any], *, by: Any) -> bool:
    """Write to whom the answer goes; whether a letter could be written. Whoever typed a name by a link is not greeted."""
    known = objection.contact.name if objection.contact else objection.name
    try:
        queue_letter(
            kind,
            to=objection.address,
            name=legible(known, LONGEST_NAME),
            brand=objection.announcement.brand,
            language=objection.language,
            about=objection,
            context=context,
            by=by,
        )
    except NotALetter:
        return False
    return True
