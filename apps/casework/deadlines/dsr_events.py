"""What happened to a request, in the order it was recorded, and the dates that follow: replayed, they are the same.

The log is append-only. What it says must make sense as a story, so that a pause never ends that did not begin.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dsr import DsrDeadline, dsr_clock, may_extend
from .dsr_inputs import ClockInputs, Pause, PauseDays, Wait
from .dsr_laws import DsrLaw
from .moments import CannotReckon
from .places import Place
from .rules import in_words


class EventOutOfPlace(CannotReckon):
    """The event cannot follow on what is recorded already."""


class ClockEventKind(TextChoices):
    RECEIVED = "received", gettext_lazy("received")
    RECEIPT_CORRECTED = "receipt_corrected", gettext_lazy("true day of receipt found")
    ACKNOWLEDGED = "acknowledged", gettext_lazy("acknowledged")
    ID_REQUESTED = "id_requested", gettext_lazy("proof of identity asked for")
    ID_RECEIVED = "id_received", gettext_lazy("proof of identity received")
    CLARIFICATION_REQUESTED = "clarification_requested", gettext_lazy("clarification asked for")
    CLARIFICATION_RECEIVED = "clarification_received", gettext_lazy("clarification received")
    FEE_REQUESTED = "fee_requested", gettext_lazy("a fee asked for")
    FEE_PAID = "fee_paid", gettext_lazy("the fee paid")
    EXTENSION_NOTICE_SENT = "extension_notice_sent", gettext_lazy("extension told")
    CALENDAR_CHANGED = "calendar_changed", gettext_lazy("calendar changed")
    JURISDICTION_CHANGED = "jurisdiction_changed", gettext_lazy("law changed")
    ANSWERED = "answered", gettext_lazy("answered")
    REOPENED = "reopened", gettext_lazy("reopened")


Kind = ClockEventKind
BEGINS = {
    Kind.ID_REQUESTED: Wait.IDENTITY,
    Kind.CLARIFICATION_REQUESTED: Wait.CLARIFICATION,
    Kind.FEE_REQUESTED: Wait.FEE,
}
ENDS = {Kind.ID_RECEIVED: Wait.IDENTITY, Kind.CLARIFICATION_RECEIVED: Wait.CLARIFICATION, Kind.FEE_PAID: Wait.FEE}
#: What may turn out later and make an extension late that was in time when it was told.
CORRECTIONS = {Kind.RECEIPT_CORRECTED, Kind.JURISDICTION_CHANGED}
#: What may be recorded of an answered request, and changes nothing about it.
AFTER_THE_ANSWER = {Kind.CALENDAR_CHANGED, Kind.JURISDICTION_CHANGED, Kind.REOPENED}


@dataclass(frozen=True)
class ClockEvent:
    """One thing that happened on a day of the office's own calendar."""

    kind: ClockEventKind
    on: datetime.date

    def __str__(self) -> str:
        return _("“%(kind)s” on %(day)s") % {"kind": Kind(self.kind).label, "day": in_words(self.on)}


@dataclass
class _Log:
    """What is known after some of the events."""

    received_on: datetime.date
    waits: dict[Wait, datetime.date] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    arrivals: dict[Wait, datetime.date] = field(default_factory=dict)
    extended_on: datetime.date | None = None
    answered_on: datetime.date | None = None
    corrected: bool = False

    def take(self, event: ClockEvent) -> None:
        self._ensure_open(event)
        if event.kind in BEGINS:
            self._begin(BEGINS[event.kind], event)
        elif event.kind in ENDS:
            self._end(ENDS[event.kind], event)
        elif event.kind == Kind.EXTENSION_NOTICE_SENT:
            self._extend(event)
        elif event.kind in CORRECTIONS:
            self._correct(event)
        elif event.kind == Kind.ANSWERED:
            self.answered_on = event.on
        elif event.kind == Kind.RECEIVED:
            raise _refusal(event, _("a request is received once; its true day of receipt is a correction"))

    def inputs(self) -> ClockInputs:
        going_on = [Pause(first, None, wait) for wait, first in self.waits.items()]
        return ClockInputs(
            self.received_on,
            (*self.pauses, *going_on),
            self.extended_on,
            identity_on=self.arrivals.get(Wait.IDENTITY),
            fee_on=self.arrivals.get(Wait.FEE),
        )

    def _ensure_open(self, event: ClockEvent) -> None:
        if event.kind == Kind.REOPENED and not self.answered_on:
            raise _refusal(event, _("only what was answered is reopened"))
        if self.answered_on and event.kind not in AFTER_THE_ANSWER:
            raise _refusal(event, _("the request was answered already: reopen it first"))
        if event.kind != Kind.RECEIPT_CORRECTED and event.on < self.received_on:
            raise _refusal(event, _("that is before receipt on %(day)s") % {"day": in_words(self.received_on)})

    def _begin(self, wait: Wait, event: ClockEvent) -> None:
        if wait in self.waits:
            since = _("the office waits for it already, since %(day)s") % {"day": in_words(self.waits[wait])}
            raise _refusal(event, since)
        self.waits[wait] = event.on

    def _end(self, wait: Wait, event: ClockEvent) -> None:
        if wait not in self.waits:
            raise _refusal(event, _("nobody asked for it"))
        if event.on < self.waits[wait]:
            raise _refusal(event, _("it was asked for later, on %(day)s") % {"day": in_words(self.waits[wait])})
        self.pauses.append(Pause(self.waits.pop(wait), event.on, wait))
        self.arrivals[wait] = event.on

    def _extend(self, event: ClockEvent) -> None:
        if self.extended_on:
            raise _refusal(event, _("it was extended before, on %(day)s") % {"day": in_words(self.extended_on)})
        self.extended_on, self.corrected = event.on, False

    def _correct(self, event: ClockEvent) -> None:
        if event.kind == Kind.RECEIPT_CORRECTED:
            self.received_on = event.on
        self.corrected = True


def inputs_of(events: Sequence[ClockEvent]) -> ClockInputs:
    """What the clock is reckoned from, after all of these events.

    A reopening begins a clock of its own, on its own day: an answered one stays as it was.

    Raises:
        EventOutOfPlace: an event does not follow on those before it.
    """
    return _replayed(events).inputs()


def due_of(
    events: Sequence[ClockEvent],
    *,
    law: DsrLaw,
    office: Place,
    counting: PauseDays = PauseDays.WITHOUT_THE_LAST,
) -> DsrDeadline:
    """The dates of a request, from its log. To judge an event before it is recorded, ask with it as the last.

    Waits that the law does not let count move nothing (``ensure_may_pause`` refuses them before they are recorded), and
    so does an extension that a later correction of receipt or law showed to be none: a log is never unreadable.

    Raises:
        EventOutOfPlace: an event does not follow on those before it.
        CannotReckon: as of ``dsr_clock``, of an extension told too late, for example.
    """
    log = _replayed(events)
    inputs = log.inputs().with_pauses_of(law.pauses)
    if inputs.extended_on and log.corrected and not may_extend(law, inputs, office, on=inputs.extended_on):
        inputs = replace(inputs, extended_on=None, overtaken_on=inputs.extended_on)
    return dsr_clock(law, inputs, office, counting=counting)


def _replayed(events: Sequence[ClockEvent]) -> _Log:
    if not events or events[0].kind != Kind.RECEIVED:
        raise EventOutOfPlace(_("The log of a request begins with its receipt."))
    log = _Log(events[0].on)
    for event in events[1:]:
        log.take(event)
        if event.kind == Kind.REOPENED:
            log = _Log(event.on)
    return log


def _refusal(event: ClockEvent, why: str) -> EventOutOfPlace:
    return EventOutOfPlace(_("%(event)s cannot be recorded: %(why)s.") % {"event": event, "why": why})
