"""Tables of a hundred thousand rows become records: staged, judged and written set by set.

A file is read a row at a time into a staging table; the database finds which rows are new, changed or as they were, and
which contradict each other; a person sees that, and confirms; then one act writes all of it or nothing. The register
declares its columns (``Intake``); nothing else of it is known here.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act, actor_name
from apps.trail.bulk import insert_rows
from apps.trail.errors import RuleBroken
from apps.trail.history import change_many, create_many, lock_many
from apps.trail.models import Tracked

from .choices import Outcome
from .models import MOST_VALUES, StagedFile, StagedRow
from .streams import Table

#: So many rows are read, and so many records written, at a time.
ROWS_READ, RECORDS_WRITTEN = 5000, 2000
#: So long a table waits for its confirmation; with the turns of the job that clears it, an hour.
KEPT = datetime.timedelta(minutes=50)
#: So many rows of a kind are shown before they are confirmed.
SHOWN = 50
#: What no database can hold as text: NUL, and half of a pair of UTF-16.
NO_TEXT = re.compile("[\0\ud800-\udfff]")


class CellRefused(RuleBroken):
    """A cell cannot be read; says why, and how to mend it."""


class IntakeRefused(RuleBroken):
    """The table as a whole cannot be taken."""


class IntakeGone(RuleBroken):
    """The table was imported or cleared already."""


class Part(Enum):
    """What a column is to a record."""

    KEY = "finds the record again"
    FIXED = "is set when the record is made"
    OPEN = "changes the record when it differs"


@dataclass(frozen=True)
class Column:
    """One value of a record, read from a column of the table.

    ``name`` is the field of the model, ``heading`` the column in the file; two may read the same. ``read`` gives the
    text as the register keeps it, or None where the cell leaves the record as it is; it refuses by ``CellRefused``.
    """

    name: str
    heading: str
    part: Part
    read: Callable[[str], str | None]
    is_needed: bool = False
    shown: Callable[[str], str] = str


@dataclass(frozen=True)
class Intake:
    """How tables become records of one model.

    ``make`` gives a new record, not yet saved, from the values of a row by name. ``finds`` is the key column of which
    few records have the same value, and which has an index of its own. Records in which ``stands`` (a field
    and the values it may have) does not hold are left alone.
    """

    model: type[Tracked]
    columns: Sequence[Column]
    make: Callable[[Mapping[str, Any]], Tracked]
    finds: str
    stands: tuple[str, Sequence[str]] | None = None

    def __post_init__(self) -> None:
        if len(self.columns) > MOST_VALUES:
            raise TypeError(f"{self.model.__name__}: a table has {MOST_VALUES} values at most")

    @cached_property
    def register(self) -> str:
        return self.model._meta.label_lower

    def of(self, part: Part) -> list[tuple[str, Any]]:
        """The columns of a kind: where their values are staged, and their fields."""
        return [
            (f"v{number}", self.model._meta.get_field(one.name))
            for number, one in enumerate(self.columns)
            if one.part == part
        ]


@dataclass(frozen=True)
class ShownRow:
    """A row as it is shown before it is confirmed: its values, and for a changed one what they were."""

    number: int
    outcome: Outcome
    values: list[str]
    before: list[str] | None = None

    @property
    def cells(self) -> list[dict[str, str | None]]:
        """Each value, and what it was where it differs."""
        was = self.before or self.values
        return [
            {"is": now, "was": before if before != now else None} for now, before in zip(self.values, was, strict=True)
        ]


@dataclass(frozen=True)
class Preview:
    """What a staged table would do: how many rows of each outcome, the first of them, and the first refused ones."""

    file: StagedFile
    headings: list[str]
    counts: dict[Outcome, int]
    rows: list[ShownRow]
    refused: list[tuple[int, str, str]]

    @property
    def does_something(self) -> bool:
        """Whether there is anything to confirm: all or nothing, so one refused row holds up the rest."""
        return not self.counts[Outcome.REFUSED] and bool(self.counts[Outcome.NEW] or self.counts[Outcome.CHANGED])


# --- Staging ----------------------------------------------------------------------------------------------------

_STAGED = StagedRow._meta.db_table


def stage(intake: Intake, table: Table, *, by: Any) -> StagedFile:
    """Read a table into the staging area and judge its rows. Two at once do not meet.

    Raises:
        SheetRefused: the file cannot be read in full.
        IntakeRefused: a needed column is missing.
    """
    places = _places(intake, table.headers)
    file = StagedFile.objects.create(register=intake.register, actor=actor_name(by))
    try:
        while rows := list(islice(table.rows, ROWS_READ)):
            with transaction.atomic():
                insert_rows(_STAGED, _columns(intake), [_staged(intake, places, file, *row) for row in rows])
        with transaction.atomic(), connection.cursor() as cursor:
            _refuse_contradictions(intake, file, cursor)
            _match(intake, file, cursor)
            cursor.execute(f"UPDATE {StagedFile._meta.db_table} SET is_read = %s WHERE name = %s", [True, file.name])  # noqa: S608
    except RuleBroken:
        discard(file.name)
        raise
    return file


def _places(intake: Intake, headers: Sequence[str]) -> list[int | None]:
    """Where each column stands in the file; None: nowhere.

    Raises:
        IntakeRefused: a needed one does not.
    """
    found = {name.strip().casefold(): place for place, name in enumerate(headers)}
    missing = {one.heading for one in intake.columns if one.is_needed and one.heading.casefold() not in found}
    if missing:
        words = {"missing": ", ".join(sorted(missing)), "present": ", ".join(headers)}
        raise IntakeRefused(_("The table has no column for %(missing)s. Its columns are: %(present)s.") % words)
    return [found.get(one.heading.casefold()) for one in intake.columns]


def unread(intake: Intake, headers: Sequence[str]) -> list[str]:
    """The columns of a table that are not read."""
    known = {one.heading.casefold() for one in intake.columns}
    return [name for name in headers if name.strip().casefold() not in known]


def _columns(intake: Intake) -> list[str]:
    values = [f"v{number}" for number in range(len(intake.columns))]
    return ["file_id", "number", *values, "outcome", "wrong_column", "wrong"]


def _staged(
    intake: Intake, places: Sequence[int | None], file: StagedFile, number: int, cells: Sequence[str]
) -> list[Any]:
    """A row as it is staged: read cell by cell, or refused with the first cell that cannot be."""
    values: list[str | None] = []
    for column, place in zip(intake.columns, places, strict=True):
        try:
            values.append(None if place is None else column.read(_text(cells[place])))
        except RuleBroken as error:
            rest = [None] * (len(intake.columns) - len(values))
            return [file.name, number, *values, *rest, Outcome.REFUSED.value, column.heading, str(error)]
    return [file.name, number, *values, "", "", ""]


def _text(cell: str) -> str:
    if NO_TEXT.search(cell):
        raise CellRefused(_("The cell holds a character that is no text: take it out."))
    return cell.strip()


# --- What becomes of each row -------------------------------------------------------------------------------------


def _differs(left: str, right: str) -> str:
    return f"{left} IS NOT {right}" if connection.vendor == "sqlite" else f"{left} IS DISTINCT FROM {right}"


def _cast(value: str, target: models.Field) -> str:
    """A staged text as a column compares it."""
    if isinstance(target, models.CharField | models.TextField):
        return value
    return f"CAST({value} AS {target.db_type(connection)})"


def _equals(target: models.Field, value: str, *, by_index: bool) -> str:
    """That a record has a staged value. SQLite, which counts no values, is kept from any index but the one that finds."""
    plus = "+" if connection.vendor == "sqlite" and not by_index else ""
    return f"{plus}s.{target.column} = {_cast(f'r.{value}', target)}"


def _refuse_contradictions(intake: Intake, file: StagedFile, cursor: Any) -> None:
    """Of two rows about one record the second would undo the first; where both say the same, one is enough."""
    keys = ", ".join(value for value, _field in intake.of(Part.KEY))
    others = [value for value, _field in [*intake.of(Part.FIXED), *intake.of(Part.OPEN)]]
    first = "".join(f", FIRST_VALUE({value}) OVER w AS {value}" for value in others)
    differing = " OR ".join(_differs(f"r.{value}", f"f.{value}") for value in others) or "FALSE"
    cursor.execute(
        f"UPDATE {_STAGED} AS r SET outcome = CASE WHEN {differing} THEN %s ELSE %s END, "  # noqa: S608 - own names
        f"wrong = CASE WHEN {differing} THEN %s ELSE '' END "
        f"FROM (SELECT id, ROW_NUMBER() OVER w AS place{first} FROM {_STAGED} WHERE file_id = %s AND outcome = '' "
        f"WINDOW w AS (PARTITION BY {keys} ORDER BY number)) AS f WHERE f.id = r.id AND f.place > 1",
        [
            Outcome.REFUSED.value,
            Outcome.UNCHANGED.value,
            _("This entry stands in the table twice, and the two differ: make them one row."),
            file.name,
        ],
    )


def _match(intake: Intake, file: StagedFile, cursor: Any) -> None:
    """Find the record of each row that none was found for yet, or whose record was saved since; the rest are new."""
    same = " AND ".join(_equals(one, value, by_index=one.name == intake.finds) for value, one in intake.of(Part.KEY))
    differing = " OR ".join(
        f"(r.{value} IS NOT NULL AND {_differs(_cast(f'r.{value}', one), f's.{one.column}')})"
        for value, one in intake.of(Part.OPEN)
    )
    name, standing = intake.stands or ("", [])
    left = f"s.{name} NOT IN ({', '.join(['%s'] * len(standing))})" if name else "FALSE"
    cursor.execute(
        f"UPDATE {_STAGED} AS r SET record = s.id, record_version = s.version, outcome = CASE WHEN {left} THEN %s "  # noqa: S608
        f"WHEN {differing or 'FALSE'} THEN %s ELSE %s END FROM {intake.model._meta.db_table} AS s "
        f"WHERE r.file_id = %s AND r.outcome IN ('', 'new', 'changed', 'unchanged', 'left') AND {same} "
        "AND (r.record_version IS NULL OR r.record_version <> s.version)",
        [*standing, Outcome.LEFT.value, Outcome.CHANGED.value, Outcome.UNCHANGED.value, file.name],
    )
    cursor.execute(
        f"UPDATE {_STAGED} SET outcome = %s WHERE file_id = %s AND outcome = ''",  # noqa: S608 - own names
        [Outcome.NEW.value, file.name],
    )


def preview(intake: Intake, file: StagedFile) -> Preview:
    """What a staged table would do, from the database alone."""
    rows = StagedRow.objects.filter(file=file)
    counted = dict(rows.values_list("outcome").annotate(count=models.Count("id")).order_by())
    counts = {outcome: counted.get(outcome.value, 0) for outcome in Outcome}
    refused = rows.filter(outcome=Outcome.REFUSED).order_by("number")
    seen = [one for one in intake.columns if not _repeats(intake, one)]
    return Preview(
        file=file,
        headings=[one.heading for one in seen],
        counts=counts,
        rows=[
            row
            for outcome in (Outcome.CHANGED, Outcome.NEW, Outcome.LEFT)
            for row in _shown(intake, seen, rows.filter(outcome=outcome).order_by("number")[:SHOWN], outcome)
        ],
        refused=list(refused.values_list("number", "wrong_column", "wrong")[:SHOWN]),
    )


def _repeats(intake: Intake, column: Column) -> bool:
    """Whether a column shows what an earlier one of the same heading shows."""
    return next(one for one in intake.columns if one.heading == column.heading) is not column


def _shown(intake: Intake, seen: Sequence[Column], rows: Any, outcome: Outcome) -> Iterator[ShownRow]:
    staged = list(rows)
    records = intake.model._base_manager.in_bulk([row.record for row in staged if row.record])
    for row in staged:
        record = records.get(row.record)
        before = None
        if outcome == Outcome.CHANGED and record is not None:
            before = [_stored(record, one) for one in seen]
        values = []
        for one in seen:
            value = getattr(row, f"v{intake.columns.index(one)}")
            stands = _stored(record, one) if value is None and record is not None else ""
            values.append(stands if value is None else one.shown(value))
        yield ShownRow(row.number, outcome, values, before)


def _stored(record: Any, column: Column) -> str:
    value = getattr(record, record._meta.get_field(column.name).attname)
    return "" if value is None else column.shown(str(value))


# --- Writing ----------------------------------------------------------------------------------------------------


def take(intake: Intake, name: str) -> dict[Outcome, int]:
    """Write a staged table into its register, in the act under way, and clear it; how many rows of each outcome.

    Raises:
        IntakeGone: it was imported or cleared already, as by a second click.
        IntakeRefused: a row is refused, or records changed while it was written.
    """
    file = StagedFile.objects.select_for_update().filter(name=name, register=intake.register, is_read=True).first()
    if file is None:
        raise IntakeGone(_("This file was imported already, or waited for too long: upload it again."))
    with connection.cursor() as cursor:
        _alone(intake, cursor)
        _match(intake, file, cursor)
    counted = dict(
        StagedRow.objects.filter(file=file).values_list("outcome").annotate(count=models.Count("id")).order_by()
    )
    counts = {outcome: counted.get(outcome.value, 0) for outcome in Outcome}
    if counts[Outcome.REFUSED]:
        raise IntakeRefused(_("Rows of this file are refused: mend them, and upload it again."))
    for rows in _batches(intake, file, Outcome.CHANGED):
        _change(intake, rows)
    targets = [one for part in Part for one in intake.of(part)]
    for rows in _batches(intake, file, Outcome.NEW):
        create_many([intake.make(_values(targets, row)) for row in rows])
    _clear(name)
    return counts


def _alone(intake: Intake, cursor: Any) -> None:
    """One import into a register at a time: two of the same people would meet at the unique key. SQLite has one writer."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake:{intake.register}"])


def _batches(intake: Intake, file: StagedFile, outcome: Outcome) -> Iterator[list[dict[str, Any]]]:
    staged = [f"v{number}" for number in range(len(intake.columns))]
    last = 0
    while True:
        wanted = StagedRow.objects.filter(file=file, outcome=outcome, number__gt=last).order_by("number")
        rows = list(wanted.values("number", "record", "record_version", *staged)[:RECORDS_WRITTEN])
        if not rows:
            return
        yield rows
        last = rows[-1]["number"]


def _values(targets: Sequence[tuple[str, Any]], row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row by the names of the fields, as the model has them; what the row does not say is left out."""
    return {field.attname: field.to_python(row[value]) for value, field in targets if row[value] is not None}


def _change(intake: Intake, rows: Sequence[Mapping[str, Any]]) -> None:
    wanted = {row["record"]: row for row in rows}
    changing = intake.of(Part.OPEN)
    records = lock_many(intake.model, list(wanted))
    for record in records:
        row = wanted[record.pk]
        if record.version != row["record_version"]:
            raise IntakeRefused(_("Records changed while this file was imported: nothing was saved, try again."))
        for name, value in _values(changing, row).items():
            setattr(record, name, value)
    change_many(records, fields=[field.name for _value, field in changing])


def discard(name: str) -> None:
    """Take a table out that nobody will confirm, or that had nothing to say."""
    with transaction.atomic():
        _clear(name)


def _clear(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_STAGED} WHERE file_id = %s", [name])  # noqa: S608 - own names
    StagedFile.objects.filter(name=name).delete()


def clear_staged() -> int:
    """Clear the tables that nobody confirmed within the hour, and what a reader that died left; how many there were."""
    old = list(StagedFile.objects.filter(made_at__lt=timezone.now() - KEPT))
    if old:
        with act("casework.staged_cleared", by="worker", count=len(old)):
            for file in old:
                _clear(file.name)
    return len(old)
