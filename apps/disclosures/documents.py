"""The transparency report as a public document: every period that a brand tells of, the newest first."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.casework.registers import PublicDocument

from .choices import Family
from .transparency.suppression import OTHER, Published
from .transparency.tables import BUCKETS
from .transparency.told import Said, derived, table_in

#: The files of a version, in the order in which they are offered.
FILES = (
    *("requests.csv", "notices.csv", "countries.csv", "instruments.csv", "outcomes.csv", "measures.csv"),
    *("accounts.csv", "flow.csv", "hours.csv", "bands.csv", "datapackage.json"),
)
KEPT_BACK = "–"
WORDS: Mapping[str, Any] = {
    OTHER: _("Other"),
    "disclosed": _("Disclosed"),
    "no_data": _("No data held"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
    "pending": _("Pending"),
    "full": _("All that was asked"),
    "partial": _("Part of what was asked"),
    "notified_before": _("The customer was told before"),
    "notified_late": _("The customer was told later, or not at all"),
    "gagged": _("The law forbids us to tell the customer"),
    "exigent": _("In an emergency, with danger to life"),
    "content": _("With content of messages"),
    "non_content": _("Without content"),
    "challenged": _("Challenged"),
    "not_challenged": _("Not challenged"),
    "preserved": _("Preserved"),
    "not_preserved": _("Not preserved"),
    "notified": _("Data left, and the customer was told"),
    "affected": _("Data left, and nobody was told"),
    "not_affected": _("No data left"),
    "opening_pending": _("Pending at the start"),
    "received": _("Received"),
    "decided": _("Decided"),
    "closing_pending": _("Pending at the end"),
    "emergency_received": _("Emergencies"),
    "emergency_granted": _("Emergencies in which data was disclosed"),
    "private_party": _("From private parties"),
    "mlat": _("Across borders, as by mutual legal assistance"),
    "direct": _("Directly"),
    "acknowledge": _("Until it was taken up"),
    "effect": _("Until the data left"),
    "nsl": _("National security letters"),
    "nsl_selectors": _("Selectors of national security letters"),
    "fisa_content": _("Orders under FISA for content"),
    "fisa_content_selectors": _("Selectors of orders under FISA for content"),
    "fisa_noncontent": _("Orders under FISA without content"),
    "fisa_noncontent_selectors": _("Selectors of orders under FISA without content"),
    "all_process": _("All national-security process"),
    "all_selectors": _("All selectors of it"),
} | {family.value: family.label for family in Family}  # fmt: skip
LINES = (
    ("extents", _("How much was disclosed (requests)")),
    ("notices", _("How the customer was told of a disclosure (requests)")),
    ("data", _("What kind of data was disclosed (requests)")),
    ("challenges", _("Whether we challenged (requests)")),
    ("accounts", _("Accounts that were named (accounts)")),
    ("preservations", _("Requests to preserve data, which are not counted elsewhere (requests)")),
    ("preserved_accounts", _("Accounts of which data was preserved (accounts)")),
)


def shown(said: Mapping[str, Any]) -> dict[str, Any]:
    """Every period under its heading, as tables in the words of the active language."""
    names = sorted(said["periods"], key=lambda period: (period[:4], "-" not in period, period), reverse=True)
    return {
        "lead": str(_("What authorities asked of us, and what became of it.")),
        "legend": str(
            _(
                "A dash is a small count that we keep back, as it would tell of single people. “Other” are all that are "
                "not named. Requests are counted by the day on which they came, by what was known on the day of counting."
            )
        ),
        "files": list(FILES),
        "files_words": str(_("The figures as files")),
        "periods": [period_shown(said["periods"][name]) for name in names],
    }


def period_shown(said: Said) -> dict[str, Any]:
    """One period: its notes, its tables of two sides, and its short ones."""
    return {
        "name": said["period"],
        "heading": heading(said["period"]),
        "notes": [str(words) for words in _notes(said)],
        "grids": [grid for grid in (_instruments(said), _outcomes(said)) if grid],
        "lines": list(_lines(said)),
    }


def heading(period: str) -> str:
    """A period in words."""
    year, _dash, half = period.partition("-")
    words = {"H1": _("First half of %(year)s"), "H2": _("Second half of %(year)s")}.get(half, _("The year %(year)s"))
    return str(words % {"year": year})


def _notes(said: Said) -> Iterable[Any]:
    day = date_format(datetime.date.fromisoformat(said["counted_on"]), "j F Y")
    yield _("Counted on %(day)s; counts below %(threshold)s are small.") % {"day": day, "threshold": said["threshold"]}
    if said["scope"] == "all":
        yield _("These are the requests of all our brands together.")
    if "-" not in said["period"]:
        yield _("The year is added up from what its halves tell, so it keeps back what either does.")
    if said["note"]:
        yield _("Corrected: %(note)s") % {"note": said["note"]}
    table = table_in(said, "instruments")
    if table is not None and not table.rows:
        yield _("Requests in all: %(range)s.") % {"range": table.total_words()}


def word(name: str) -> str:
    """What a code of a table is called."""
    return str(WORDS.get(name, name))


# --- Tables ------------------------------------------------------------------------------------------------------------


def _instruments(said: Said) -> dict[str, Any] | None:
    table = table_in(said, "instruments")
    names = {OTHER: word(OTHER)} | dict(said["countries"])
    return _grid(_("Requests by country and instrument"), _("Country"), table, names, columns=None)


def _outcomes(said: Said) -> dict[str, Any] | None:
    table = table_in(said, "outcomes")
    return _grid(_("Requests by instrument and outcome"), _("Instrument"), table, {}, columns=BUCKETS)


def _grid(title: Any, corner: Any, table: Published | None, names: Mapping[str, str], columns: Any) -> Any:
    """A table of two sides with its totals; nothing where only its total is told."""
    if table is None or not table.rows:
        return None
    order = [one for one in columns if one in table.columns] if columns else []
    order += [one for one in table.columns if one not in order]
    labels = [*(word(column) for column in order), str(_("Total"))]
    rows = [
        _row(names.get(row) or word(row), labels, [*(table.cells[row, name] for name in order), table.row_totals[row]])
        for row in table.rows
    ]
    total = _row(str(_("Total")), labels, [*(table.column_totals[name] for name in order), table.total])
    total["cells"][-1] |= {"text": table.total_words(), "is_blank": False}
    return {"title": str(title), "head": [str(corner), *labels], "rows": [*rows, total]}


def _row(name: str, labels: Sequence[str], counts: Sequence[int | None]) -> dict[str, Any]:
    """A row under its name; each cell knows what it counts, as a phone shows it by itself."""
    cells = [
        {"label": label, "text": KEPT_BACK if count is None else str(count), "is_blank": count is None}
        for label, count in zip(labels, counts, strict=True)
    ]
    return {"name": name, "cells": cells}


def _lines(said: Said) -> Iterable[dict[str, Any]]:
    """The short tables, one after the other; one of which nothing can be told is not there."""
    for name, title in LINES:
        table = table_in(said, name)
        if table is not None and table.columns != (OTHER,):
            yield _line(title, table.column_totals, total=table.total_words())
    told = {name: count for name, count in derived(said).items() if count is not None}
    if told:
        yield _line(_("By what way they came (requests)"), told)
    if said["flow"]:
        yield _line(_("From one period to the next (requests)"), said["flow"])
    if hours := {name: count for name, count in said["hours"].items() if count is not None}:
        yield _line(_("Median hours after service"), hours)
    if said["bands"]:
        yield _line(_("National-security orders, in bands (50 USC 1874)"), said["bands"]["bands"])


def _line(title: Any, counts: Mapping[str, Any], *, total: str = "") -> dict[str, Any]:
    """A short table in the order of the words above, “other” last."""
    order = sorted(counts, key=lambda name: (name == OTHER, list(WORDS).index(name)))
    rows = [{"name": word(name), "text": str(counts[name]), "is_total": False} for name in order]
    whole = [{"name": str(_("Total")), "text": total, "is_total": True}] if total else []
    return {"title": str(title), "rows": [*rows, *whole]}


# --- From one version to the next ----------------------------------------------------------------------------------------


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    sentences = []
    for period, said in after["periods"].items():
        facts = {"period": heading(period), "note": said["note"]}
        if period not in before["periods"]:
            sentences.append(_("Added: %(period)s.") % facts)
        elif before["periods"][period] != said:
            corrected, anew = _("Corrected: %(period)s. %(note)s"), _("Added up anew: %(period)s.")
            sentences.append((corrected if said["note"] else anew) % facts)
    return [str(words) for words in sentences]


DOCUMENTS = [
    PublicDocument(
        name="disclosures/transparency",
        path="transparency-report",
        label=_("Transparency report"),
        content=None,
        shown=shown,
        differences=differences,
    )
]
