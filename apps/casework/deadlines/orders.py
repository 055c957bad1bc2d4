"""The clocks of orders of authorities: until when data are sent, held or objected to, and from when they may leave.

Days are counted strictly, and a weekend or holiday that may extend them is shown beside. Hours are hours that pass.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from .dsr import NoExtensionInLaw
from .dsr_inputs import ClockInputs, Pause, PauseDays
from .moments import CannotReckon, local
from .order_laws import RULES_VERSION, STOPPED_CLOCK, OrderLaw
from .places import Place
from .results import Deadline, Step
from .rules import DayOfEvent, clocked, in_words
from .terms import MayRunOn, RollToWorkingDay, Term, WithoutDays


@dataclass(frozen=True)
class OrderDeadline(Deadline):
    """The days and moments of one order. Moments are in UTC, days are those of the office; what a law lacks is None."""

    @property
    def due_on(self) -> datetime.date | None:
        """The last day, read strictly. None of a period of hours, and of a hold that no day ends."""
        return self.dates.get("due_on")

    @property
    def latest_on(self) -> datetime.date | None:
        """The last day if a weekend or public holiday extends the period: what is held is held until then."""
        return self.dates.get("latest_on")

    @property
    def due_at(self) -> datetime.datetime | None:
        return self.moments.get("due_at")

    @property
    def early_release_at(self) -> datetime.datetime | None:
        """Before this moment nothing may be sent. None where nothing but our own approval stands in the way."""
        return self.moments.get("early_release_at")

    @property
    def objection_until_at(self) -> datetime.datetime | None:
        """Until when the enforcing authority may object to what was sent in an emergency."""
        return self.moments.get("objection_until_at")

    @property
    def notice_from_at(self) -> datetime.datetime | None:
        """From when the customer is told of a letter about which we were silent."""
        return self.moments.get("notice_from_at")

    def told(self) -> dict[str, Any]:
        return {**super().told(), "rules": RULES_VERSION}


def order_clock(
    law: OrderLaw,
    *,
    office: Place,
    received_at: datetime.datetime,
    paused: tuple[Pause, ...] = (),
    extended_on: datetime.date | None = None,
) -> OrderDeadline:
    """The last day of a period that began with an event at a moment.

    Each day on which the clock stood still is added, and the sum moved to a working day. An extension counts from the
    end of the first period; one that came after it extends nothing.

    Raises:
        NoExtensionInLaw: the law knows no extension.
        CannotReckon: the moment has no offset, a day lies before it, or the office's place tells no working days.
    """
    received_on, received = DayOfEvent(law.event, law.counted_by).apply(received_at, office)
    inputs = ClockInputs(received_on, paused, extended_on)
    due_on, counted = _last_day(law, inputs, office)
    dates, ran_on = _dates(law, due_on, office)
    told = {name: value for name, value in inputs.told().items() if name != "received_on"}
    return OrderDeadline(
        law=law.key,
        office=office,
        given={"received_at": in_utc(received_at, office), **told},
        dates=dates,
        moments={},
        derivation=(received, *counted, *_going_on(inputs), *ran_on, Step(law, str(law.then), law.term.source)),
    )


def in_utc(moment: datetime.datetime, office: Place) -> datetime.datetime:
    """The moment in UTC, where two moments always compare as they follow on each other.

    Raises:
        CannotReckon: the moment has no offset, or lies in a year that nobody means.
    """
    return local(moment, office.zone).astimezone(datetime.UTC)


def extended_by(
    deadline: OrderDeadline,
    *steps: Step,
    given: Mapping[str, datetime.date | int | str] | None = None,
    dates: Mapping[str, datetime.date] | None = None,
    moments: Mapping[str, datetime.datetime] | None = None,
) -> OrderDeadline:
    """The same deadline with more that is known of it; ``dates`` replace those it has."""
    return replace(
        deadline,
        given={**deadline.given, **(given or {})},
        dates=deadline.dates if dates is None else dates,
        moments={**deadline.moments, **(moments or {})},
        derivation=(*deadline.derivation, *steps),
    )


def ensure_not_before(
    moment: datetime.datetime, received_at: datetime.datetime, office: Place, what: str
) -> datetime.datetime:
    """The moment in UTC.

    Raises:
        CannotReckon: it lies before receipt.
    """
    moment, received_at = in_utc(moment, office), in_utc(received_at, office)
    if moment < received_at:
        words = _("%(what)s on %(moment)s, before the order was received on %(received)s: look at the two moments.")
        given = {"what": what, "moment": clocked(moment, office), "received": clocked(received_at, office)}
        raise CannotReckon(words % given)
    return moment


def _last_day(law: OrderLaw, inputs: ClockInputs, office: Place) -> tuple[datetime.date, tuple[Step, ...]]:
    due_on, steps = _after_pauses((law.term,), inputs, office)
    if inputs.extended_on is None:
        return due_on, steps
    if law.extension is None:
        raise NoExtensionInLaw(_("“%(law)s” knows no extension: leave it out.") % {"law": law.title})
    if inputs.extended_on > due_on:
        return due_on, (*steps, _too_late(law, inputs.extended_on, due_on))
    return _after_pauses((law.term, law.extension), inputs, office)


def _after_pauses(
    terms: tuple[Term, ...], inputs: ClockInputs, office: Place
) -> tuple[datetime.date, tuple[Step, ...]]:
    last, steps = inputs.received_on, []
    for term in terms:
        last, step = term.apply(last, office)
        steps.append(step)
    paused = inputs.left_out(PauseDays.WITHOUT_THE_LAST)
    if not paused:
        return last, tuple(steps)
    moved, without = WithoutDays(paused, PauseDays.WITHOUT_THE_LAST.label, STOPPED_CLOCK).apply(last, office)
    if moved == last:  # a stop after the end revives nothing, and rolls nothing either
        return last, (*steps, without)
    rolled, roll = RollToWorkingDay(STOPPED_CLOCK).apply(moved, office)
    return rolled, (*steps, without, roll)


def _dates(law: OrderLaw, due_on: datetime.date, office: Place) -> tuple[dict[str, datetime.date], tuple[Step, ...]]:
    if not law.may_run_on:
        return {"due_on": due_on}, ()
    latest_on, step = MayRunOn(law.may_run_on).apply(due_on, office)
    return {"due_on": due_on, "latest_on": latest_on}, (step,)


def _too_late(law: OrderLaw, extended_on: datetime.date, due_on: datetime.date) -> Step:
    words = _("The extension of %(day)s extends nothing, as the period was over with %(last)s")
    return Step(law, words % {"day": in_words(extended_on), "last": in_words(due_on)}, law.term.source)


def _going_on(inputs: ClockInputs) -> tuple[Step, ...]:
    words = _("The wait since %(day)s goes on and moves nothing yet")
    begun = [pause.first for pause in inputs.pauses if pause.last is None]
    return tuple(Step(ClockInputs, words % {"day": in_words(first)}, STOPPED_CLOCK) for first in begun)
