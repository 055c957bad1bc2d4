"""Silence: where it comes from, how long it stands, how it is looked at again, and what its end sets going."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.choices import Right
from apps.organisation.calendars import day_at
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import NoticeStatus
from ..choices import Silence as Kind
from ..models import Cleared, Demand, Silence
from .access import NotCleared, is_seen, lock_visible
from .notices import draft_after

#: Where the authority informs the person itself, and we keep order and data confidential.
INFORMED_BY_AUTHORITY = "Regulation (EU) 2023/1543 Art. 13"


class NoSilence(RuleBroken):
    """There is no such silence, or it stands already."""


class NoGround(RuleBroken):
    """An authority that wants silence cites its ground (privacy statement 4.5)."""


class TooLate(RuleBroken):
    """The silence is over, or the customer was told."""


def silence_by_law(demand: Demand) -> Silence | None:
    """The silence that a legal basis brings by itself, not yet saved: it has no end, so it is looked at again."""
    basis = demand.legal_basis
    citation = basis.secrecy or (INFORMED_BY_AUTHORITY if basis.tells_by_itself else "")
    return _unending(demand, Kind.STATUTE, citation) if citation else None


def silence_of_the_letter(demand: Demand) -> Silence | None:
    """The silence that an authority asks for and grounds, not yet saved; without a ground there is none."""
    ground = demand.silence_ground.strip()
    return _unending(demand, Kind.AUTHORITY, ground) if demand.asks_silence and ground else None


def _unending(demand: Demand, kind: str, citation: str) -> Silence:
    silence = Silence(demand=demand, kind=kind, citation=citation, starts_on=demand.received_on)
    silence.review_every_days = settings.SILENCE_REVIEW_DAYS
    silence.review_on = silence.starts_on + datetime.timedelta(days=silence.review_every_days)
    return silence


def set_silence(
    demand: Demand,
    *,
    kind: str,
    citation: str,
    extent: str,
    starts_on: datetime.date,
    expires_on: datetime.date | None = None,
    review_every_days: int | None = None,
    by: Any,
) -> Silence:
    """Put a prohibition to speak on record; from now on the request exists for those who are cleared alone.

    Raises:
        NoGround: no ground is cited.
        NoSilence: one stands already: extend it, or record its end.
        TooLate: the customer was told.
        NotCleared: whoever sets it could not see it any more.
        ValidationError: it has neither a last day nor a review.
    """
    with act("disclosures.silence_set", by=by, about=demand, silence=Kind(kind).value):
        demand = lock_visible(demand, by=by)
        if not citation.strip():
            raise NoGround(_("Cite the ground: the article, or the order. Without one the customer is told."))
        if demand.silences.standing().exists():
            raise NoSilence(_("A silence stands already: extend it, or record that it is lifted."))
        if demand.notice.status == NoticeStatus.SENT:
            raise TooLate(_("The customer was told already: a silence comes too late."))
        silence = Silence(
            demand=demand,
            kind=kind,
            citation=citation.strip(),
            extent=extent,
            starts_on=starts_on,
            expires_on=expires_on,
            review_every_days=None if expires_on else review_every_days,
        )
        if silence.review_every_days:
            silence.review_on = starts_on + datetime.timedelta(days=silence.review_every_days)
        _veil(demand, silence, by=by)
    return silence


def silence_what_follows(demand: Demand, changed: set[str], *, by: Any) -> None:
    """In the act that changed a request, the silence that its legal basis or its letter brings now; one that stands stays.

    Raises:
        NotCleared: whoever changes it could not see it any more.
    """
    if demand.silences.standing().exists():
        return
    silence = silence_by_law(demand) if "legal_basis" in changed else None
    if silence is None and {"asks_silence", "silence_ground"} & changed:
        silence = silence_of_the_letter(demand)
    if silence is not None:
        _veil(demand, silence, by=by)


def _veil(demand: Demand, silence: Silence, *, by: Any) -> None:
    """From here on it exists for those alone who are cleared; who looked after it and is not, does so no more."""
    if not isinstance(by, str):
        if Right.SECRECY not in by.rights:
            raise NotCleared(_("Only somebody with the clearance for secrecy puts silence on record: hand it to them."))
        if not demand.clearances.current().filter(user=by).exists():
            Cleared(demand=demand, user=by).save()
    demand.is_secret = True
    ensure_seen(demand)
    if demand.assignee and not demand.clearances.current().filter(user=demand.assignee).exists():
        demand.assignee = None if isinstance(by, str) else by
    demand.save()
    silence.full_clean()
    silence.save()
    notice = demand.notice
    if notice.status in (NoticeStatus.DUE, NoticeStatus.DRAFTED):
        notice.status, notice.prohibition = NoticeStatus.WITHHELD, silence.citation
        notice.save()


def ensure_seen(demand: Demand) -> None:
    """A request that exists for nobody is lost.

    Raises:
        NotCleared: it is secret, and nobody is cleared for it.
    """
    if demand.is_secret and not is_seen(demand):
        raise NotCleared(_("It is secret: name who is cleared for it."))


def extend_silence(demand: Demand, *, until: datetime.date, citation: str, by: Any) -> Silence:
    """Put on record that the silence lasts longer; what is on file wins over its end.

    Raises:
        NoSilence: none stands.
        NoGround: no ground is cited.
        TooLate: it does not last longer than before.
        NoSilence: it has no end by statute, and none is given to it here.
    """
    with act("disclosures.silence_extended", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        silence = _standing(demand)
        if not citation.strip():
            raise NoGround(_("Cite the ground of the extension: the article, or the order."))
        _ensure_longer(demand, silence, until)
        silence.expires_on, silence.citation = until, citation.strip()
        silence.review_every_days = silence.review_on = None
        silence.full_clean()
        silence.save()
    return silence


def _ensure_longer(demand: Demand, silence: Silence, until: datetime.date) -> None:
    """An end is given to a silence without one by what the authority writes, never to one by statute."""
    if silence.expires_on is None and silence.kind == Kind.STATUTE:
        raise NoSilence(_("By statute it has no end: it stands until it is lifted in writing or by law."))
    if silence.expires_on is None and until < day_at(demand.office, timezone.now()):
        raise TooLate(_("That day is past: give its last day."))
    if silence.expires_on is not None and until <= silence.expires_on:
        raise TooLate(_("It stands until then already: give a later day."))


def review_silence(demand: Demand, *, by: Any) -> Silence:
    """Record that it was looked at, and that the silence still stands; it is looked at again after as many days.

    Raises:
        NoSilence: none stands that is to be looked at.
    """
    with act("disclosures.silence_reviewed", by=by, about=demand):
        silence = _standing(lock_visible(demand, by=by))
        if not silence.review_every_days:
            raise NoSilence(_("It ends on its day and needs no look."))
        today = day_at(demand.office, timezone.now())
        silence.review_on = today + datetime.timedelta(days=silence.review_every_days)
        silence.save()
    return silence


def lift_silence(demand: Demand, *, words: str, by: Any) -> Demand:
    """Record that the silence is lifted, by a release in writing or by law; the delayed notice is drafted.

    Raises:
        NoSilence: none stands.
        NoGround: it is not said what lifts it.
    """
    with act("disclosures.silence_lifted", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        silence = _standing(demand)
        if not words.strip():
            raise NoGround(_("Say what lifts it: the release in writing and its date, or the law."))
        _end(demand, silence, words.strip(), by=by)
    return demand


def end_silences() -> int:
    """End what is past its last day, by the calendar of each office, and draft what may now be said; how many ended.

    Each is judged again under its lock, so that an extension on file wins, and nothing is drafted twice however long the
    office was off.
    """
    now = timezone.now()
    latest = (now + datetime.timedelta(days=1)).date()  # somewhere on earth it is tomorrow
    ended, failed = 0, None
    for silence in Silence.objects.over(latest).select_related("demand__office").order_by("expires_on", "pk"):
        if silence.expires_on < day_at(silence.demand.office, now):
            try:
                ended += _end_if_over(silence.demand, now)
            except Exception as error:
                failed = failed or error
    if failed is not None:
        raise failed
    return ended


def _end_if_over(demand: Demand, now: datetime.datetime) -> int:
    with act("disclosures.silence_lifted", by="worker", about=demand) as this:
        demand = lock(demand)
        silence = demand.silences.standing().first()
        if silence is None or silence.expires_on is None or silence.expires_on >= day_at(demand.office, now):
            this.discard()
            return 0
        _end(demand, lock(silence), "", by="worker")
    return 1


def _end(demand: Demand, silence: Silence, words: str, *, by: Any) -> None:
    silence.ended_at, silence.ending = timezone.now(), words
    silence.ended_by = None if isinstance(by, str) else by
    silence.save()
    demand.is_secret = False
    demand.save()
    draft_after(demand, silence, by=by)


def _standing(demand: Demand) -> Silence:
    silence = demand.silences.standing().first()
    if silence is None:
        raise NoSilence(_("No silence stands about this request."))
    return lock(silence)
