"""The laws under which people ask, each with its own terms, what stops or starts its clock, and whether it extends.

Rules, not counts of days: a month is a month of the calendar, and no two laws stop their clocks for the same reason.
What the statutes leave open is read strictly; docs/glossary.md lists those readings.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .dsr_inputs import Wait
from .rules import REGULATION
from .terms import Days, Months, Term, WorkingDays

#: The law as this table shows it; raise it with every change, so that a date names the rules that it follows from.
RULES_VERSION = "2026-11"
STATEMENT = "privacy statement 8.4"
PROMISE = Months(1, _("Our promise"), STATEMENT)
EXTENDED_PROMISE = Months(2, _("Our promise, once an extension was told,"), STATEMENT)
LIMIT, EXTENDED_LIMIT = _("The term of the law"), _("The term of the law, extended,")
ACKNOWLEDGEMENT = _("The time to acknowledge")


@dataclass(frozen=True)
class DsrLaw:
    """One law. ``pauses`` stop its clock; it starts once all of ``starts`` came; without ``extended`` it extends never.

    ``rolls`` is where it says that a last day off becomes the next working day; empty, it stays.
    """

    key: str
    title: Any
    term: Term
    extended: Term | None = None
    pauses: frozenset[Wait] = frozenset()
    pauses_by: str = ""
    starts: frozenset[Wait] = frozenset()
    starts_by: str = ""
    rolls: str = ""
    acknowledgement: Term | None = None


def _in_days(key: str, title: Any, days: int, source: str, *, extended: int = 0) -> DsrLaw:
    """A law of so many calendar days after receipt, and so many more with notice; nothing stops or moves it."""
    longer = Days(days + extended, EXTENDED_LIMIT, source) if extended else None
    return DsrLaw(key, title, Days(days, LIMIT, source), longer)


_ARTICLE_12 = f"GDPR Art. 12(3); {REGULATION % '3(2)(c)'}"

_EUROPE = [
    DsrLaw(
        "gdpr",
        _("GDPR"),
        Months(1, LIMIT, _ARTICLE_12),
        Months(3, EXTENDED_LIMIT, _ARTICLE_12),
        pauses=frozenset({Wait.IDENTITY, Wait.CLARIFICATION}),
        pauses_by="GDPR Art. 12(6), recital 63; EDPB 01/2022 section 5.3",
        rolls=REGULATION % "3(4)",
    ),
    DsrLaw(
        "uk_gdpr",
        _("UK GDPR"),
        term=Months(1, LIMIT, "UK GDPR Art. 12A"),
        extended=Months(3, EXTENDED_LIMIT, "UK GDPR Art. 12A"),
        pauses=frozenset({Wait.CLARIFICATION}),
        pauses_by="UK GDPR Art. 12A",
        starts=frozenset({Wait.IDENTITY, Wait.FEE}),
        starts_by="UK GDPR Art. 12A",
        rolls="ICO guidance on the right of access",
    ),
    DsrLaw(
        "uk_complaint",
        _("UK complaint"),
        term=Days(30, LIMIT, "DPA 2018 s.164A"),
        rolls="ICO guidance on complaints",
        acknowledgement=Days(30, ACKNOWLEDGEMENT, "DPA 2018 s.164A"),
    ),
]

_UNITED_STATES = [
    DsrLaw(
        "ccpa",
        _("CCPA: know, delete, correct"),
        term=Days(45, LIMIT, "11 CCR 7021(b)", begins_on_first_day=True),
        extended=Days(90, EXTENDED_LIMIT, "11 CCR 7021(b)", begins_on_first_day=True),
        acknowledgement=WorkingDays(10, ACKNOWLEDGEMENT, "11 CCR 7021(a)"),
    ),
    DsrLaw("ccpa_opt_out", _("CCPA: opt-out, limit"), WorkingDays(15, LIMIT, "11 CCR 7026, 7027")),
    DsrLaw("tcpa", _("TCPA: consent to calls revoked"), WorkingDays(10, LIMIT, "47 CFR 64.1200(a)(10)")),
    _in_days("us_state", _("US states with 45 days"), 45, "laws of the states", extended=45),
    _in_days("us_iowa", _("Iowa"), 90, "Iowa Code 715D.3", extended=45),
    _in_days("us_rhode_island_consent", _("Rhode Island: consent revoked"), 15, "R.I. Gen. Laws 6-48.1"),
    _in_days("us_virginia_appeal", _("Virginia: appeal"), 60, "Va. Code 59.1-577"),
]

_ELSEWHERE = [
    DsrLaw(
        "pdpa",
        _("Singapore PDPA"),
        Days(30, LIMIT, "PDP Regulations 2021 (S 63/2021)"),
        # By the notice within 30 days the office itself names its day: that is the one we promise.
        Months(2, _("The day that the notice names"), "PDP Regulations 2021 (S 63/2021)"),
    ),
    _in_days("lgpd", _("Brazil LGPD"), 15, "LGPD Art. 19"),
    _in_days("kr", _("South Korea"), 10, "PIPA"),
    _in_days("tw_access", _("Taiwan: access"), 15, "Taiwan PDPA Art. 13", extended=15),
    _in_days("tw_correction", _("Taiwan: correction"), 30, "Taiwan PDPA Art. 13", extended=30),
    _in_days("ca_quebec", _("Quebec"), 30, "Quebec Act respecting personal information in the private sector"),
    _in_days("ca_pipeda", _("Canada PIPEDA"), 30, "PIPEDA s.8", extended=30),
    _in_days("th", _("Thailand"), 30, "Thailand PDPA s.30"),
    _in_days("tr", _("Türkiye"), 30, "KVKK Art. 13"),
    _in_days("za", _("South Africa"), 30, "POPIA s.23; PAIA s.56"),
    _in_days("mx", _("Mexico"), 15, "LFPDPPP"),
    _in_days("ar", _("Argentina"), 5, "Law 25.326 Art. 14, 16"),
    _in_days("uy", _("Uruguay"), 5, "Law 18.331 Art. 14, 15"),
    _in_days("id", _("Indonesia"), 3, "Law 27/2022"),
    # One standard for everybody: where no law is known, the limit is what we promise, and never later.
    DsrLaw("other", _("no law of its own"), Months(1, LIMIT, STATEMENT), Months(2, EXTENDED_LIMIT, STATEMENT)),
]

DSR_LAWS = {law.key: law for law in [*_EUROPE, *_UNITED_STATES, *_ELSEWHERE]}
