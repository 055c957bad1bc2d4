"""The periods that run when an authority asks for data: whose they are, how long, and what their end means.

What the statutes leave open is read strictly, to be confirmed with counsel; docs/glossary.md lists those readings.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules import REGULATION, ElapsedHours
from .terms import Days, Months, Term

#: The laws as this table shows them; raise it with every change, so that a date names the rules that it follows from.
RULES_VERSION = "2026-12"
EVIDENCE = "Regulation 2023/1543 Art. %s"
MAY_RUN_ON = f"{REGULATION % '3(4)'}; confirm with counsel"
#: American law says nothing of ours: its letters are held by the calendar of the office, and to the later day.
HELD_ON = "calendar of the office; confirm with counsel"
STOPPED_CLOCK = "stopped clock, confirm with counsel"
RECEIVED = _("The order was received")


@dataclass(frozen=True)
class OrderLaw:
    """A period of days after an event. ``event`` is a sentence without its end, ``then`` what follows from the last day.

    ``may_run_on`` is where it is written that a last day off may become the next working day; empty, it stays.
    """

    key: str
    title: Any
    term: Term
    then: Any
    event: Any = RECEIVED
    counted_by: str = REGULATION % "3(1)"
    extension: Days | None = None
    may_run_on: str = ""


@dataclass(frozen=True)
class HoursLaw:
    """A period of hours, which run at night and on holidays too."""

    key: str
    title: Any
    term: ElapsedHours
    then: Any


@dataclass(frozen=True)
class WindowLaw:
    """How long data of the future may be collected on one order. Its first day counts."""

    key: str
    title: Any
    term: Days | Months


SENDING = _("The time to send the data")
HOLD = _("What is preserved is kept until the later of these days is over, and let go no earlier")

EPOC = OrderLaw(
    "epoc",
    _("EPOC"),
    Days(10, SENDING, EVIDENCE % "10(3)"),
    _("No notification of the enforcing authority is known, so the data are sent as soon as they are approved"),
    may_run_on=MAY_RUN_ON,
)
EPOC_NOTIFIED = OrderLaw(
    "epoc",
    EPOC.title,
    Days(10, SENDING, EVIDENCE % "10(2)"),
    _(
        "The enforcing authority was notified and may refuse: sending before the period ends is wrong unless it confirmed"
    ),
    may_run_on=MAY_RUN_ON,
)
EPOC_PR = OrderLaw(
    "epoc_pr",
    _("EPOC-PR"),
    Days(60, _("The preservation"), EVIDENCE % "11(1)"),
    HOLD,
    extension=Days(30, _("The extension (Annex VI)"), EVIDENCE % "11(1)"),
    may_run_on=MAY_RUN_ON,
)
US_PRESERVATION = OrderLaw(
    "us_preservation",
    _("preservation letter of the United States"),
    Days(90, _("The preservation"), "18 USC 2703(f)"),
    HOLD,
    event=_("The letter was received"),
    counted_by="18 USC 2703(f); confirm with counsel",
    extension=Days(90, _("The renewal"), "18 USC 2703(f)(2)"),
    may_run_on=HELD_ON,
)
ANNEX_III = OrderLaw(
    "annex_iii",
    _("answer of the authority to an incomplete EPOC"),
    Days(5, _("The time of the authority to answer"), f"{EVIDENCE % '10(6)'}; confirm with counsel"),
    _("Our own clock waits for the answer: the wait is entered there as a pause"),
    event=_("The authority received our form (Annex III)"),
    may_run_on=MAY_RUN_ON,
)
CONFLICT_OBJECTION = OrderLaw(
    "conflict_objection",
    _("objection for a conflict with the law of a third country"),
    Days(10, _("The time to object with reasons"), f"{EVIDENCE % '17'}; confirm with counsel"),
    _("The objection goes to the authorities by the first of these days"),
    may_run_on=MAY_RUN_ON,
)
CLOUD_ACT_QUASH = OrderLaw(
    "cloud_act_quash",
    _("motion to quash under the CLOUD Act"),
    Days(14, _("The time to file the motion"), "18 USC 2703(h)(2)"),
    _("A weekend or public holiday does not move that day"),
    event=_("The order was served"),
    counted_by="18 USC 2703(h)(2); confirm with counsel",
)
PRESERVATION_SECRECY = OrderLaw(
    "preservation_secrecy",
    _("silence on a bare preservation letter"),
    Days(45, _("The silence on the letter"), "our practice; confirm with counsel"),
    _("The customer is told once it is over, unless an order to be silent has come"),
    event=US_PRESERVATION.event,
    counted_by="our practice; confirm with counsel",
)
US_NDO = OrderLaw(
    "us_ndo",
    _("longest silence by an order of the United States"),
    Months(12, _("The longest silence that is accepted without a question"), "guidance of the Department of Justice"),
    _("An order without an end, or with a later one, is asked for an end by this day"),
    event=_("The order to be silent was received"),
    counted_by="18 USC 2705(b); confirm with counsel",
)

SECRECY_REVIEW = OrderLaw(
    "secrecy_review",
    _("review of a silence without an end"),
    Days(90, _("The rest until the next review"), "setting of the office; confirm with counsel"),
    _("The review repeats and lifts nothing by itself: a silence by statute ends by written release or by law"),
    event=_("The silence began, or was looked at last,"),
    counted_by="setting of the office; confirm with counsel",
)

EPOC_EMERGENCY = HoursLaw(
    "epoc_emergency",
    _("EPOC in an emergency"),
    ElapsedHours(8, SENDING, EVIDENCE % "10(4)"),
    _("The data are sent without undue delay, whether or not the enforcing authority was notified"),
)
EMERGENCY_OBJECTION = ElapsedHours(
    96, _("The time of the enforcing authority to object, if it was notified when we were,"), EVIDENCE % "10(4), 12(1)"
)
EPOC_VALIDATION = HoursLaw(
    "epoc_validation",
    _("validation of an emergency EPOC afterwards"),
    ElapsedHours(48, _("The time of the authority to have its order validated"), EVIDENCE % "4(5)"),
    _("Without a validation by then the authority withdraws the order and deletes what it got: it is reminded of that"),
)

NL_126N = WindowLaw(
    "nl_126n",
    _("traffic data of the future, Article 126n Sv"),
    Months(3, _("The collection"), "Sv Art. 126n; confirm with counsel", begins_on_first_day=True),
)
NL_126NE = WindowLaw(
    "nl_126ne",
    _("data of the future, Article 126ne Sv"),
    Days(28, _("The collection"), "Sv Art. 126ne; confirm with counsel", begins_on_first_day=True),
)

#: Those whose last day follows from one event, pauses and, where they have one, an extension, and nothing else.
DAY_LAWS = {law.key: law for law in (US_PRESERVATION, ANNEX_III, CONFLICT_OBJECTION, CLOUD_ACT_QUASH, US_NDO)}
WINDOW_LAWS = {law.key: law for law in (NL_126N, NL_126NE)}
