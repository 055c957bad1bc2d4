"""Decisions become events: set by set, once each however often they come, and only together with the state they make.

No act is made for each: events are a ledger, which acts cover by the thousand.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from apps.trail.acts import act, time_ordered_id
from apps.trail.bulk import insert_rows

from ..choices import Action
from ..decisions import Decision, Recorded
from ..models import ConsentEvent, CurrentState, EventReceipt

RECEIPTS_KEPT = datetime.timedelta(days=90)
_EVENT, _RECEIPT, _STATE = (model._meta.db_table for model in (ConsentEvent, EventReceipt, CurrentState))
COLUMNS = (
    *("id", "site_id", "version_id", "purpose_id", "edition", "subject", "granted", "refused", "action", "method"),
    *("surface", "language", "claimed_at", "client", "page"),
)
#: So many are asked for in one statement.
ASKED_AT_ONCE = 300


def record(decisions: Sequence[Decision]) -> list[Recorded]:
    """Write decisions as events, in their order, all of them or none; on return they are committed, or with what is around.

    A decision whose ``dedupe_key`` was taken in already is answered with the event that it was; two at once leave one.
    """
    with transaction.atomic():
        made = [Recorded(time_ordered_id(), is_new=True, decision=one) for one in decisions]
        recorded = _without_repeats(made)
        new = [one for one in recorded if one.is_new]
        insert_rows(_EVENT, COLUMNS, [_row(one) for one in new]) if new else None
        _keep_state(new)
    return recorded


def _without_repeats(made: Sequence[Recorded]) -> list[Recorded]:
    """Each as it is new, or as the event of before. The database decides: of two at once the second waits for the first."""
    first: dict[uuid.UUID, uuid.UUID] = {}
    for one in made:
        if one.decision.dedupe_key is not None:
            first.setdefault(one.decision.dedupe_key, one.id)
    if not first:
        return list(made)
    _claim(first)
    owners = dict(_owners(list(first)))
    return [
        one
        if one.decision.dedupe_key is None or owners[one.decision.dedupe_key] == one.id
        else Recorded(owners[one.decision.dedupe_key], is_new=False, decision=one.decision)
        for one in made
    ]


def _claim(first: dict[uuid.UUID, uuid.UUID]) -> None:
    """Receipts of what was never taken in; in one order, so that two batches never wait for each other."""
    rows = [(stored(key), stored(event)) for key, event in sorted(first.items())]
    sql = f"INSERT INTO {_RECEIPT} (key, event) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING"  # noqa: S608 - own names
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)


def _owners(keys: Sequence[uuid.UUID]) -> Iterable[tuple[uuid.UUID, uuid.UUID]]:
    for start in range(0, len(keys), ASKED_AT_ONCE):
        some = keys[start : start + ASKED_AT_ONCE]
        yield from EventReceipt.objects.filter(key__in=some).values_list("key", "event")


def _row(one: Recorded) -> list[Any]:
    decision = one.decision
    subject = None if decision.subject is None else stored(decision.subject)
    return [
        *(stored(one.id), decision.site, decision.version, decision.purpose, decision.edition, subject),
        *(decision.granted, decision.refused, int(decision.action), int(decision.method), int(decision.surface)),
        *(decision.language, moment(decision.claimed_at), decision.client, decision.page),
    ]


def _keep_state(new: Sequence[Recorded]) -> None:
    """The newest choice of each subject and key; what was granted once is remembered, so that a refusal is a withdrawal."""
    latest: dict[tuple[uuid.UUID, str], tuple[bool, bool, uuid.UUID]] = {}
    for one in new:
        decision = one.decision
        if decision.subject is None or decision.action == Action.SHOW:
            continue
        for key, is_granted in decision.choices.items():
            before = latest.get((decision.subject, key))
            was = bool(before and (before[0] or before[1]))
            latest[decision.subject, key] = (is_granted, was, one.id)
    if not latest:
        return
    now = moment(timezone.now())
    rows = [
        [stored(subject), key, is_granted, was, stored(event), now]
        for (subject, key), (is_granted, was, event) in sorted(
            latest.items(), key=lambda item: (item[0][0], item[0][1])
        )
    ]
    sql = (
        f"INSERT INTO {_STATE} (subject, key, is_granted, was_granted, event, since) VALUES (%s, %s, %s, %s, %s, %s) "  # noqa: S608
        "ON CONFLICT (subject, key) DO UPDATE SET is_granted = excluded.is_granted, "
        f"was_granted = {_STATE}.was_granted OR {_STATE}.is_granted OR excluded.was_granted, "
        f"event = excluded.event, since = excluded.since WHERE {_STATE}.event < excluded.event"
    )
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)


def stored(value: uuid.UUID) -> Any:
    """A UUID as the database takes it."""
    return value if connection.features.has_native_uuid_field else value.hex


def moment(value: datetime.datetime | None) -> Any:
    """A moment as the database takes it from plain SQL."""
    return connection.ops.adapt_datetimefield_value(value)


def forget_receipts() -> int:
    """Forget receipts that are older than any repeat; how many."""
    old = EventReceipt.objects.filter(made_at__lt=timezone.now() - RECEIPTS_KEPT)
    if not old.exists():
        return 0
    with act("consents.receipts_forgotten", by="worker", count=0) as this:
        this.facts["count"] = old.delete()[0]
    return int(this.facts["count"])
