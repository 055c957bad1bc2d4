"""From exact counts to the tables that may be published: which there are, and why one says no more than another.

Requests are told by country and instrument, and by instrument and outcome. These two share the instruments and nothing
else, so neither narrows what the other keeps back. Everything else is told of all requests together, or of all that were
disclosed, and only where the tables before tell exactly how many these are (docs/adr/0019-transparency-reports.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .bands import banded
from .claims import Fault
from .identities import COHORT, FLOW, NOTICES, TOTAL, Row, Table, faults_of
from .suppression import OTHER, Published, line, protect, protect_line

DISCLOSED, PENDING = "disclosed", "pending"
BUCKETS = (DISCLOSED, "no_data", "rejected", "withdrawn", PENDING)
EXTENTS = ("full", "partial")
BEFORE, LATE, GAGGED, EXIGENT = NOTICES
CONTENT, NON_CONTENT = "content", "non_content"
CHALLENGED, UNCHALLENGED = "challenged", "not_challenged"
EMERGENCY, CROSS_BORDER = "emergency", "cross_border"
NOTIFIED, AFFECTED, UNAFFECTED = "notified", "affected", "not_affected"
PRESERVED = "preserved"
FLOWS = ("opening_pending", "received", "decided", "closing_pending")
#: The tables of a period that are told in requests, and in accounts.
OF_REQUESTS = ("instruments", "outcomes", "extents", "notices", "data", "challenges", "preservations")
OF_ACCOUNTS = ("accounts", "preserved_accounts")


class Line(NamedTuple):
    """How many requests have all of this in common. What only disclosed ones have is empty in others."""

    country: str
    instrument: str
    bucket: str
    extent: str
    notice: str
    data: str
    is_challenged: bool
    number: int


@dataclass(frozen=True)
class Figures:
    """The exact counts of a period. National-security orders are in ``national_security`` alone."""

    period: str
    lines: tuple[Line, ...] = ()
    accounts: Mapping[str, int] = field(default_factory=dict)
    preservations: Mapping[str, int] = field(default_factory=dict)
    preserved_accounts: int = 0
    flow: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[str, int | None] = field(default_factory=dict)
    national_security: Mapping[str, int] = field(default_factory=dict)

    def by(self, *names: str, bucket: str = "") -> Counter[Any]:
        """The requests (of a bucket) by one field of their lines, or by several."""
        found: Counter[Any] = Counter()
        for one in self.lines:
            if not bucket or one.bucket == bucket:
                key = tuple(getattr(one, name) for name in names)
                found[key if len(names) > 1 else key[0]] += one.number
        return found


# --- Whether exact counts add up -------------------------------------------------------------------------------------


def faults_of_figures(figures: Figures) -> list[Fault]:
    """Every identity that exact counts break: of each country and instrument, of the flow, of accounts."""
    kinds = sorted(figures.by("country", "instrument"))
    rows = [_row(figures, country, instrument) for country, instrument in kinds]
    whole = _sum(figures.period, rows)
    flow = Row(figures.period, TOTAL, TOTAL, dict(figures.flow))
    tables = [
        Table("requests", COHORT, (*rows, whole)),
        Table("requests", FLOW, (flow,)),
        Table("accounts", COHORT, (_accounts_row(figures),)),
    ]
    return [fault for table in tables for fault in faults_of(table)]


def _row(figures: Figures, country: str, instrument: str) -> Row:
    lines = [one for one in figures.lines if (one.country, one.instrument) == (country, instrument)]

    def count(name: str, value: Any) -> int:
        return sum(one.number for one in lines if getattr(one, name) == value)

    counts = {name: count("bucket", name) for name in BUCKETS} | {name: count("extent", name) for name in EXTENTS}
    counts |= {name: count("notice", name) for name in NOTICES} | {"received": sum(one.number for one in lines)}
    return Row(figures.period, country, instrument, counts | {CHALLENGED: count("is_challenged", True)})


def _sum(period: str, rows: Iterable[Row]) -> Row:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.counts)
    return Row(period, TOTAL, TOTAL, dict(counts))


def _accounts_row(figures: Figures) -> Row:
    notified, affected = (figures.accounts.get(name, 0) for name in (NOTIFIED, AFFECTED))
    counts = {"notified": notified, "actually_affected": notified + affected}
    return Row(figures.period, TOTAL, TOTAL, counts | {"potentially_affected": sum(figures.accounts.values())})


# --- What is published of them ---------------------------------------------------------------------------------------


def published_of(figures: Figures, *, threshold: int, option: int | None = None) -> dict[str, Any]:
    """The tables of a half-year as they are published, as JSON can hold them; what cannot be told is None."""
    tables = tables_of(figures, threshold)
    return {
        "period": figures.period,
        "threshold": threshold,
        "tables": {name: table.plain() if table else None for name, table in tables.items()},
        "flow": _flow(figures, threshold),
        "hours": _hours(figures, tables, threshold),
        "bands": bands_of(figures, option),
    }


def tables_of(figures: Figures, threshold: int) -> dict[str, Published | None]:
    """Every table of a half-year."""
    instruments = protect(figures.by("country", "instrument"), threshold=threshold)
    outcomes = protect(figures.by("instrument", "bucket"), threshold=threshold)
    is_told = DISCLOSED in outcomes.columns
    preserved = protect_line(figures.preservations, threshold=threshold)

    def of_disclosed(counts: Mapping[str, int]) -> Published | None:
        return protect_line(counts, threshold=threshold) if is_told else None

    return {
        "instruments": instruments,
        "outcomes": outcomes,
        "extents": of_disclosed(figures.by("extent", bucket=DISCLOSED)),
        "notices": _notices(figures, outcomes, threshold) if is_told else None,
        "data": of_disclosed(figures.by("data", bucket=DISCLOSED)),
        "challenges": _challenges(figures, threshold) if outcomes.rows else None,
        "preservations": preserved,
        "accounts": of_disclosed(figures.accounts),
        "preserved_accounts": _preserved_accounts(figures, preserved, threshold),
    }


def _notices(figures: Figures, outcomes: Published, threshold: int) -> Published:
    """How customers were told. Exigent is what was disclosed in an emergency, which the outcomes tell by instrument:

    so it is told where these tell it exactly, and joined to others where they do not.
    """
    counts = figures.by("notice", bucket=DISCLOSED)
    if EMERGENCY in outcomes.blank_rows():
        return line({OTHER: counts.total()})
    if EMERGENCY not in outcomes.rows and OTHER in outcomes.rows:
        joined = counts.pop(EXIGENT, 0) + counts.pop(LATE, 0)
        return _joined_line(counts, joined, threshold)
    exigent = counts.pop(EXIGENT, 0)
    rest = protect_line(counts, threshold=threshold)
    told = dict(rest.column_totals) if rest.rows else {OTHER: counts.total()}
    return line(told | {EXIGENT: exigent})


def _joined_line(counts: Mapping[str, int], joined: int, threshold: int) -> Published:
    """Counts of which some are one already: with it go as many more as it takes to be large enough.

    Something goes with it even where it is nought, as a nought would be told by its absence.
    """
    kept = {name: count for name, count in counts.items() if count >= threshold}
    joined += sum(count for name, count in counts.items() if name not in kept)
    while joined < threshold and kept:
        joined += kept.pop(min(kept, key=lambda name: (kept[name], name)))
    return line(kept | {OTHER: joined})


def _challenges(figures: Figures, threshold: int) -> Published:
    counts = figures.by("is_challenged")
    return protect_line({CHALLENGED: counts[True], UNCHALLENGED: counts[False]}, threshold=threshold)


def _preserved_accounts(figures: Figures, preserved: Published, threshold: int) -> Published | None:
    is_told = PRESERVED in preserved.columns
    return protect_line({PRESERVED: figures.preserved_accounts}, threshold=threshold) if is_told else None


def _flow(figures: Figures, threshold: int) -> dict[str, int] | None:
    """What was pending, came, was decided and is pending: all four or none, as any of them follows from the others."""
    counts = {name: figures.flow.get(name, 0) for name in FLOWS}
    is_small = any(0 < count < threshold for count in counts.values())
    return None if is_small or counts["received"] < threshold else counts


def _hours(figures: Figures, tables: Mapping[str, Published | None], threshold: int) -> dict[str, int | None]:
    """Medians, where they are those of enough requests."""
    instruments, outcomes = tables["instruments"], tables["outcomes"]
    received = (instruments and instruments.total) or 0
    disclosed = outcomes.column_totals.get(DISCLOSED, 0) if outcomes else 0
    enough = {"acknowledge": received >= threshold, "effect": disclosed >= threshold}
    return {name: figures.hours.get(name) if is_enough else None for name, is_enough in enough.items()}


def bands_of(figures: Figures, option: int | None) -> dict[str, Any] | None:
    """National-security orders under an option of 50 USC 1874, from the counts of their kinds; nothing without one."""
    if option is None:
        return None
    counts = dict(figures.national_security)
    kinds = ("nsl", "fisa_content", "fisa_noncontent")
    combined = {
        "all_process": sum(counts.get(kind, 0) for kind in kinds),
        "all_selectors": sum(counts.get(f"{kind}_selectors", 0) for kind in kinds),
    }
    detailed = {name: counts.get(name, 0) for kind in kinds for name in (kind, f"{kind}_selectors")}
    return {"option": option, "bands": banded(option, combined if option >= 3 else detailed)}
