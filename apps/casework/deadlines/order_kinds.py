"""The orders whose end depends on more than days: who was notified, what was confirmed, and who may still object."""

import datetime
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dsr_inputs import Pause
from .moments import ONE_DAY, CannotReckon, ensure_meant, first_moment_of, local
from .order_laws import (
    EMERGENCY_OBJECTION,
    EPOC,
    EPOC_EMERGENCY,
    EPOC_NOTIFIED,
    EPOC_PR,
    EVIDENCE,
    PRESERVATION_SECRECY,
    SECRECY_REVIEW,
    HoursLaw,
    WindowLaw,
)
from .orders import OrderDeadline, ensure_not_before, extended_by, in_utc, order_clock
from .places import Place
from .results import Step
from .rules import DayOfEvent, StartOfNextDay, clocked, in_words
from .terms import Days

#: The longest rest between two reviews of a silence.
LONGEST_REST = 365
NOTICE = "notice before disclosure; confirm with counsel"
CHALLENGE = Days(7, gettext_lazy("The time of the customer to challenge"), NOTICE)
NOTICED = DayOfEvent(gettext_lazy("The customer was told"), NOTICE)
RELEASED = StartOfNextDay(gettext_lazy("The data may leave"), EVIDENCE % "10(2)")
TOLD = StartOfNextDay(gettext_lazy("The customer is told"), PRESERVATION_SECRECY.term.source)


def epoc_clock(
    *,
    office: Place,
    received_at: datetime.datetime,
    notified: bool = False,
    confirmed_at: datetime.datetime | None = None,
    paused: tuple[Pause, ...] = (),
) -> OrderDeadline:
    """Ten days to send the data. Where the enforcing authority was notified, they are also what it has to refuse.

    ``confirmed_at`` is when it confirmed that it will not refuse.

    Raises:
        CannotReckon: as of ``order_clock``, or somebody confirmed who was not notified, or before the order came.
    """
    law = EPOC_NOTIFIED if notified else EPOC
    deadline = order_clock(law, office=office, received_at=received_at, paused=paused)
    if confirmed_at is None:
        return _waiting(deadline) if notified else deadline
    if not notified:
        raise CannotReckon(_("Only an authority that was notified confirms: say that it was, or leave it out."))
    confirmed_at = ensure_not_before(confirmed_at, received_at, office, _("The enforcing authority confirmed"))
    return _confirmed(deadline, confirmed_at)


def _waiting(deadline: OrderDeadline) -> OrderDeadline:
    release_at, released = RELEASED.apply(deadline.dates["due_on"], deadline.office)
    steps = [_at_the_end(deadline), released]
    if deadline.latest_on != deadline.due_on:
        words = _("If the period runs on, so does the time to refuse: ask the enforcing authority before sending")
        steps.append(Step(RELEASED, words, "confirm with counsel"))
    moments = {"early_release_at": in_utc(release_at, deadline.office)}
    return extended_by(deadline, *steps, given={"notified": True}, moments=moments)


def _confirmed(deadline: OrderDeadline, confirmed_at: datetime.datetime) -> OrderDeadline:
    """Once it is confirmed, nothing has to be waited for; what comes after the end, nobody waited for."""
    over_at, _step = RELEASED.apply(deadline.dates["due_on"], deadline.office)
    words = _("It confirmed on %(moment)s that it will not refuse: the data are sent as soon as possible")
    confirmed = Step(RELEASED, words % {"moment": clocked(confirmed_at, deadline.office)}, EVIDENCE % "10(2)")
    return extended_by(
        deadline,
        confirmed,
        _at_the_end(deadline),
        given={"notified": True, "confirmed_at": confirmed_at},
        moments={"early_release_at": min(confirmed_at, in_utc(over_at, deadline.office))},
    )


def _at_the_end(deadline: OrderDeadline) -> Step:
    words = _("The data are sent at the latest at the end of %(day)s")
    return Step(EPOC_NOTIFIED, words % {"day": in_words(deadline.dates["due_on"])}, EVIDENCE % "10(2)")


def epoc_pr_clock(
    *,
    office: Place,
    received_at: datetime.datetime,
    paused: tuple[Pause, ...] = (),
    extended_on: datetime.date | None = None,
    confirmed_on: datetime.date | None = None,
) -> OrderDeadline:
    """Sixty days to hold the data, thirty more once extended; once a request to produce is confirmed, until that.

    ``confirmed_on`` is when Annex V came. In time, it leaves the hold without a last day.

    Raises:
        CannotReckon: as of ``order_clock``, or the confirmation came before the order.
    """
    deadline = order_clock(EPOC_PR, office=office, received_at=received_at, paused=paused, extended_on=extended_on)
    if confirmed_on is None:
        return deadline
    _ensure_day_not_before(confirmed_on, local(received_at, office.zone).date())
    given, due_on = {"confirmed_on": confirmed_on}, deadline.dates["due_on"]
    if confirmed_on > due_on:
        words = _("The confirmation (Annex V) of %(day)s holds nothing, as the period was over with %(last)s")
        words %= {"day": in_words(confirmed_on), "last": in_words(due_on)}
        return extended_by(deadline, _annex_v(words), given=given)
    words = _("The request to produce was confirmed (Annex V) on %(day)s: the data are held until they are produced")
    return extended_by(deadline, _annex_v(words % {"day": in_words(confirmed_on)}), given=given, dates={})


def _annex_v(words: str) -> Step:
    return Step(EPOC_PR, words, EVIDENCE % "11")


def _ensure_day_not_before(day: datetime.date, received_on: datetime.date) -> None:
    ensure_meant(day)
    if day < received_on:
        words = _(
            "The confirmation came on %(day)s, before the order was received on %(received)s: look at the two days."
        )
        raise CannotReckon(words % {"day": in_words(day), "received": in_words(received_on)})


def hours_clock(law: HoursLaw, *, office: Place, received_at: datetime.datetime) -> OrderDeadline:
    """So many elapsed hours.

    Raises:
        CannotReckon: the moment has no offset, or lies in a year that nobody means.
    """
    due_at, elapsed = law.term.apply(received_at, office)
    return OrderDeadline(
        law=law.key,
        office=office,
        given={"received_at": in_utc(received_at, office)},
        dates={},
        moments={"due_at": due_at},
        derivation=(elapsed, Step(law, str(law.then), law.term.source)),
    )


def emergency_clock(*, office: Place, received_at: datetime.datetime, notified: bool = False) -> OrderDeadline:
    """Eight hours to send the data. An enforcing authority that was notified may object to their use afterwards.

    Raises:
        CannotReckon: as of ``hours_clock``.
    """
    deadline = hours_clock(EPOC_EMERGENCY, office=office, received_at=received_at)
    if not notified:
        return deadline
    until, objecting = EMERGENCY_OBJECTION.apply(received_at, office)
    return extended_by(deadline, objecting, given={"notified": True}, moments={"objection_until_at": until})


def preservation_secrecy_clock(
    *, office: Place, received_at: datetime.datetime, paused: tuple[Pause, ...] = ()
) -> OrderDeadline:
    """How long we are silent about a bare preservation letter, and from when the customer is told.

    Raises:
        CannotReckon: as of ``order_clock``.
    """
    deadline = order_clock(PRESERVATION_SECRECY, office=office, received_at=received_at, paused=paused)
    told_at, told = TOLD.apply(deadline.dates["due_on"], office)
    return extended_by(deadline, told, moments={"notice_from_at": in_utc(told_at, office)})


def review_clock(*, office: Place, received_at: datetime.datetime, days: int | None = None) -> OrderDeadline:
    """When a silence that has no end is looked at again, so many days after it began or was looked at last.

    Raises:
        CannotReckon: as of ``order_clock``, or the number of days is none that anybody means.
    """
    usual = SECRECY_REVIEW.term
    if days is None:
        return order_clock(SECRECY_REVIEW, office=office, received_at=received_at)
    if not 1 <= days <= LONGEST_REST:
        words = _("A review every %(days)s days is not possible: give a number from 1 to %(longest)s.")
        raise CannotReckon(words % {"days": days, "longest": LONGEST_REST})
    law = replace(SECRECY_REVIEW, term=Days(days, usual.what, usual.source))
    return extended_by(order_clock(law, office=office, received_at=received_at), given={"days": days})


def window_clock(law: WindowLaw, *, office: Place, starts_on: datetime.date) -> OrderDeadline:
    """The last day on which one order lets data of the future be collected; its first day is day one.

    Raises:
        CannotReckon: the day lies in a year that nobody means.
    """
    ensure_meant(starts_on)
    last, step = law.term.apply(starts_on, office)
    words = _("An extension is a step of its own, with an order of its own")
    return OrderDeadline(
        law=law.key,
        office=office,
        given={"starts_on": starts_on},
        dates={"due_on": last},
        moments={},
        derivation=(step, Step(law, words, law.term.source)),
    )


def challenge_clock(
    *, office: Place, sent_at: datetime.datetime, return_on: datetime.date | None = None
) -> OrderDeadline:
    """How long a release waits for the customer: seven days after the notice, or until the authority wants an answer.

    The release goes on after the seventh day, and on the day that the authority named: never before either.

    Raises:
        CannotReckon: the moment has no offset, or one of the two lies in a year that nobody means.
    """
    sent_on, sent = NOTICED.apply(sent_at, office)
    challenged_on, challenged = CHALLENGE.apply(sent_on, office)
    given: dict[str, datetime.date | int | str] = {"sent_at": in_utc(sent_at, office)}
    steps, released_on, due_on = [sent, challenged], challenged_on + ONE_DAY, challenged_on
    if return_on:
        ensure_meant(return_on)
        given["return_on"] = return_on
        released_on, due_on = max(released_on, return_on), max(due_on, return_on)
        words = _("The authority wants an answer on %(day)s: the later of the two is waited for")
        steps.append(Step(CHALLENGE, words % {"day": in_words(return_on)}, NOTICE))
    release_at = in_utc(first_moment_of(released_on, office.zone), office)
    words = _("If no law forbids to wait, the data may leave from %(moment)s")
    steps.append(Step(CHALLENGE, words % {"moment": clocked(release_at, office)}, NOTICE))
    return OrderDeadline(
        law="user_challenge",
        office=office,
        given=given,
        dates={"due_on": due_on},
        moments={"early_release_at": release_at},
        derivation=tuple(steps),
    )
