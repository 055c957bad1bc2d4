"""The clock of a data subject request: what we promised, what its law allows, and which of the two comes first.

The promise counts from receipt alone. It is never paused and never rolled, and it steers unless the law is stricter.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .dsr_inputs import ClockInputs, Pause, PauseDays, Wait
from .dsr_laws import EXTENDED_PROMISE, PROMISE, RULES_VERSION, STATEMENT, DsrLaw
from .moments import CannotReckon
from .places import Place
from .results import Deadline, Step
from .rules import in_words
from .terms import RollToWorkingDay, Term, WithoutDays


class NoPauseInLaw(CannotReckon):
    """This law's clock does not stop for this."""


class NoExtensionInLaw(CannotReckon):
    """This law knows no extension."""


class ExtensionTooLate(CannotReckon):
    """The last day to tell the person is over: the first date stands."""


@dataclass(frozen=True)
class DsrDeadline(Deadline):
    """The days of one request. ``due_on`` steers; ``legal_limit_on`` is shown beside it, never instead of it."""

    @property
    def due_on(self) -> datetime.date:
        return self.dates["due_on"]

    @property
    def promised_on(self) -> datetime.date:
        return self.dates["promised_on"]

    @property
    def legal_limit_on(self) -> datetime.date:
        return self.dates["legal_limit_on"]

    @property
    def notice_by(self) -> datetime.date:
        """The last day to tell the person of an extension, or of a refusal."""
        return self.dates["notice_by"]

    @property
    def acknowledge_by(self) -> datetime.date | None:
        return self.dates.get("acknowledge_by")

    def told(self) -> dict[str, Any]:
        return {**super().told(), "rules": RULES_VERSION}


@dataclass(frozen=True)
class _Limits:
    promised_on: datetime.date
    legal_limit_on: datetime.date
    steps: tuple[Step, ...]

    @property
    def due_on(self) -> datetime.date:
        return min(self.promised_on, self.legal_limit_on)


def dsr_clock(
    law: DsrLaw, inputs: ClockInputs, office: Place, *, counting: PauseDays = PauseDays.WITHOUT_THE_LAST
) -> DsrDeadline:
    """The days of a request, from what happened to it.

    Raises:
        NoPauseInLaw: the law's clock does not stop for one of the pauses.
        NoExtensionInLaw: the law knows no extension.
        ExtensionTooLate: the extension was told after the last day for it.
        CannotReckon: the law needs working days, and the office's place tells none.
    """
    for pause in inputs.pauses:
        ensure_may_pause(law, pause.wait)
    first, limits = _first_and_final(law, inputs, office, counting)
    acknowledged, acknowledging = _acknowledgement(law, inputs, office)
    return DsrDeadline(
        law=law.key,
        office=office,
        given=inputs.told(),
        dates={
            "due_on": limits.due_on,
            "promised_on": limits.promised_on,
            "legal_limit_on": limits.legal_limit_on,
            "notice_by": first.due_on,
            **acknowledged,
        },
        moments={},
        derivation=(
            _received(inputs, office),
            *limits.steps,
            *_idle(law, inputs),
            _steering(limits),
            _noticing(inputs, first.due_on),
            *acknowledging,
        ),
    )


def ensure_may_pause(law: DsrLaw, wait: Wait | None = None) -> None:
    """Refuse a pause that the law does not know; without a wait, any pause under a law that has none.

    Raises:
        NoPauseInLaw: its clock does not stop for this.
    """
    if wait in law.pauses or (wait is None and law.pauses):
        return
    if wait is None or not law.pauses:
        raise NoPauseInLaw(_("The clock of “%(law)s” never stops: leave the pause out.") % {"law": law.title})
    words = _("The clock of “%(law)s” does not stop for %(wait)s, only for %(known)s.")
    known = ", ".join(sorted(str(one.label) for one in law.pauses))
    raise NoPauseInLaw(words % {"law": law.title, "wait": wait.label, "known": known})


def ensure_may_extend(law: DsrLaw, inputs: ClockInputs, office: Place, *, on: datetime.date) -> None:
    """Refuse an extension of which the person would be told on this day.

    Raises:
        NoExtensionInLaw: the law knows none.
        ExtensionTooLate: the first of the promise and the legal limit is over.
    """
    _ensure_told_in_time(law, on, _limits(law, inputs, office, PauseDays.WITHOUT_THE_LAST, (PROMISE, law.term)).due_on)


def may_extend(law: DsrLaw, inputs: ClockInputs, office: Place, *, on: datetime.date) -> bool:
    """Whether an extension told on this day would count."""
    try:
        ensure_may_extend(law, inputs, office, on=on)
    except (NoExtensionInLaw, ExtensionTooLate):
        return False
    return True


def _ensure_told_in_time(law: DsrLaw, on: datetime.date, notice_by: datetime.date) -> Term:
    if law.extended is None:
        raise NoExtensionInLaw(_("“%(law)s” knows no extension: answer by the first date.") % {"law": law.title})
    if on > notice_by:
        words = _("An extension told on %(day)s comes too late: the last day for it was %(last)s.")
        raise ExtensionTooLate(words % {"day": in_words(on), "last": in_words(notice_by)})
    return law.extended


def _first_and_final(law: DsrLaw, inputs: ClockInputs, office: Place, counting: PauseDays) -> tuple[_Limits, _Limits]:
    """The limits without an extension, by which it had to be told, and those that hold."""
    first = _limits(law, inputs, office, counting, (PROMISE, law.term))
    if not inputs.extended_on:
        return first, first
    longer = _ensure_told_in_time(law, inputs.extended_on, first.due_on)
    return first, _limits(law, inputs, office, counting, (EXTENDED_PROMISE, longer))


def _limits(law: DsrLaw, inputs: ClockInputs, office: Place, counting: PauseDays, terms: tuple[Term, Term]) -> _Limits:
    promise, term = terms
    promised_on, promised = promise.apply(inputs.received_on, office)
    start, started = _start(law, inputs)
    last, termed = term.apply(start, office)
    last, left_out = _without_pauses(law, inputs, office, counting, start, last)
    last, rolled = _roll(law, last, office)
    return _Limits(promised_on, last, (promised, _unmoved(inputs), *started, termed, *left_out, *rolled))


def _start(law: DsrLaw, inputs: ClockInputs) -> tuple[datetime.date, tuple[Step, ...]]:
    """Receipt, or the latest of those days on which something came that the law lets its clock wait for."""
    if not law.starts:
        return inputs.received_on, ()
    start = max([inputs.received_on, *(day for wait in law.starts if (day := inputs.arrival_of(wait)))])
    words = _(
        "The clock of the law starts on %(day)s, the latest of receipt, proof of identity and fee, as far as each has come"
    )
    return start, (Step(law, words % {"day": in_words(start)}, law.starts_by),)


def _without_pauses(
    law: DsrLaw, inputs: ClockInputs, office: Place, counting: PauseDays, start: datetime.date, last: datetime.date
) -> tuple[datetime.date, tuple[Step, ...]]:
    if not inputs.pauses:
        return last, ()
    days = {day for day in inputs.left_out(counting) if day >= start}
    moved, step = WithoutDays(frozenset(days), counting.label, law.pauses_by).apply(last, office)
    return moved, (step,)


def _roll(law: DsrLaw, last: datetime.date, office: Place) -> tuple[datetime.date, tuple[Step, ...]]:
    if not law.rolls:
        return last, ()
    rolled, step = RollToWorkingDay(law.rolls).apply(last, office)
    return rolled, (step,)


def _acknowledgement(
    law: DsrLaw, inputs: ClockInputs, office: Place
) -> tuple[dict[str, datetime.date], tuple[Step, ...]]:
    if law.acknowledgement is None:
        return {}, ()
    last, step = law.acknowledgement.apply(inputs.received_on, office)
    last, rolled = _roll(law, last, office)
    return {"acknowledge_by": last}, (step, *rolled)


# --- In words --------------------------------------------------------------------------------------------------------


def _received(inputs: ClockInputs, office: Place) -> Step:
    words = _("The request was received on %(day)s, by the calendar of the office in %(zone)s")
    return Step(PROMISE, words % {"day": in_words(inputs.received_on), "zone": office.zone.key}, STATEMENT)


def _unmoved(inputs: ClockInputs) -> Step:
    words = _("Neither a pause nor a weekend or public holiday moves what we promise")
    return Step(PROMISE, words, _("%(statement)s, read strictly") % {"statement": STATEMENT})


def _idle(law: DsrLaw, inputs: ClockInputs) -> tuple[Step, ...]:
    """What happened and moves nothing, so that nobody looks for it in the dates."""
    words = [*_arrivals(law, inputs), *_waits(law, inputs)]
    if inputs.overtaken_on:
        late = _("The extension told on %(day)s does not count, by what is known today")
        words.append(late % {"day": in_words(inputs.overtaken_on)})
    return tuple(Step(law, one, law.term.source) for one in words)


def _arrivals(law: DsrLaw, inputs: ClockInputs) -> Iterator[str]:
    waited_for = law.starts | {pause.wait for pause in (*inputs.pauses, *inputs.idle)}
    for wait in (Wait.IDENTITY, Wait.FEE):
        if (day := inputs.arrival_of(wait)) and wait not in waited_for:
            words = _("That %(what)s came on %(day)s moves nothing by itself under this law")
            yield words % {"what": wait.label, "day": in_words(day)}


def _waits(law: DsrLaw, inputs: ClockInputs) -> Iterator[str]:
    for pause in (*inputs.pauses, *inputs.idle):
        if pause in inputs.idle and pause.wait not in law.starts:
            words = _("The wait since %(day)s moves nothing under this law")
        elif pause.last is None:
            words = _("The wait since %(day)s goes on and moves nothing yet")
        else:
            continue
        yield words % {"day": in_words(pause.first)}


def _steering(limits: _Limits) -> Step:
    if limits.promised_on <= limits.legal_limit_on:
        words = _("Our promise steers: the answer is due on %(due)s, and the limit of the law is %(limit)s")
    else:
        words = _("The law is stricter than our promise and steers: the answer is due on %(due)s")
    words %= {"due": in_words(limits.due_on), "limit": in_words(limits.legal_limit_on)}
    return Step(min, words, _("the earlier of the two; %(statement)s") % {"statement": STATEMENT})


def _noticing(inputs: ClockInputs, notice_by: datetime.date) -> Step:
    if inputs.extended_on:
        words = _("The extension was told on %(day)s, in time until %(last)s")
    else:
        words = _("An extension or a refusal is told by %(last)s, before the first of the two is over")
    words %= {"day": in_words(inputs.extended_on or notice_by), "last": in_words(notice_by)}
    return Step(PROMISE, words, f"GDPR Art. 12(3), 12(4); {STATEMENT}")


def reckon_dsr(
    law: DsrLaw,
    *,
    office: Place,
    received_on: datetime.date,
    paused: tuple[Pause, ...] = (),
    extended_on: datetime.date | None = None,
    identity_on: datetime.date | None = None,
    fee_on: datetime.date | None = None,
) -> DsrDeadline:
    """The clock from single days, as somebody asks for it who has no request yet."""
    return dsr_clock(law, ClockInputs(received_on, paused, extended_on, identity_on, fee_on), office)
