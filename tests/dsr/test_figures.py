"""Figures: each number is what somebody would count who reads every request, and leads to the requests behind it."""

import datetime
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.dsr.choices import ClockKind, Decision, Regime, Right
from apps.dsr.models import ClockEvent, Item
from apps.dsr.queries.counting import FIGURES, Span, named_number, rights_behind
from apps.dsr.queries.figures import CCPA_RIGHTS, Sums, figures_of
from apps.organisation.models import Office
from tests.builders import a_brand, a_country, an_office
from tests.dsr.sets import Drawn, drawn, write_all
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
FIRST, LAST, TODAY = datetime.date(2025, 12, 20), datetime.date(2026, 1, 10), datetime.date(2026, 1, 31)
SPAN = Span(FIRST, LAST, TODAY)
ANSWERS = {"granted", "in_part", "refused", "nothing_held"}
#: What begins a wait, what ends it, and for what it is.
WAITS = [
    ("id_requested", "id_received", "identity"),
    ("clarification_requested", "clarification_received", "clarification"),
    ("fee_requested", "fee_paid", "fee"),
]


# --- A second computation: plain Python over every row ---------------------------------------------------------------


def facts_of(item: Item) -> dict[str, Any] | None:
    """All that is known of one right, from its own rows alone; none where it is not counted."""
    ticket = item.ticket
    if ticket.status in ("merged", "not_a_request") or not FIRST <= ticket.received_on <= LAST:
        return None
    events = [(event.kind, event.on) for event in ClockEvent.objects.filter(item=item).order_by("pk")]
    ended_on = end_of(item, dict(events))
    last_day = ended_on or TODAY
    stopped, waits = stops_of(item.law, events)
    answered = ended_on is not None and item.decision in ANSWERS
    return {
        "law": ticket.regime,
        "right": item.right,
        "brand": ticket.brand_id,
        "channel": ticket.channel,
        "month": ticket.received_on.replace(day=1),
        "decision": item.decision,
        "ended": ended_on is not None,
        "late": last_day > item.due_on,
        "past": last_day > item.legal_limit_on,
        "stopped": waits and ended_on is None,
        "extended": any(kind == "extension_notice_sent" for kind, _on in events),
        "answered": answered,
        "days": max(1, (ended_on - ticket.received_on).days - stopped) if answered else None,
        "stopped_days": stopped if answered else 0,
        "ticket": ticket.pk,
    }


def end_of(item: Item, events: dict[str, datetime.date]) -> datetime.date | None:
    zone = ZoneInfo(item.ticket.office.time_zone)
    if item.decision in ANSWERS:
        return events.get("answered")
    return item.decided_at.astimezone(zone).date() if item.decided_at else None


def stops_of(law: str, events: list[tuple[str, datetime.date]]) -> tuple[int, bool]:
    """The days on which its law let the clock stand, each once, and whether something is waited for."""
    days, waits = set(), False
    for begins, ends, wait in WAITS:
        began = next((on for kind, on in events if kind == begins), None)
        ended = next((on for kind, on in events if kind == ends), None)
        waits = waits or (began is not None and ended is None)
        if began and ended and wait in DSR_LAWS[law].pauses:
            days |= {began + datetime.timedelta(days=number) for number in range((ended - began).days)}
    return len(days), waits


LITERALLY: dict[str, Callable[[dict[str, Any]], bool]] = {
    "received": bool,
    "open": lambda one: not one["ended"],
    "closed": lambda one: one["ended"],
    "in_time": lambda one: one["ended"] and not one["late"],
    "late": lambda one: one["ended"] and one["late"],
    "open_in_time": lambda one: not one["ended"] and not one["late"],
    "open_late": lambda one: not one["ended"] and one["late"],
    "in_limit": lambda one: one["ended"] and not one["past"],
    "past_limit": lambda one: one["ended"] and one["past"],
    "open_in_limit": lambda one: not one["ended"] and not one["past"],
    "open_past_limit": lambda one: not one["ended"] and one["past"],
    "stopped": lambda one: one["stopped"],
    "extended": lambda one: one["extended"],
    "answered": lambda one: one["answered"],
    "granted": lambda one: one["decision"] == "granted",
    "in_part": lambda one: one["decision"] == "in_part",
    "refused": lambda one: one["decision"] == "refused",
    "nothing_held": lambda one: one["decision"] == "nothing_held",
    "unanswered": lambda one: not one["answered"],
}


def literal(rows: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    rows = list(rows)
    days = [row["days"] for row in rows if row["days"] is not None]
    return (
        {name: sum(map(is_one, rows)) for name, is_one in LITERALLY.items()},
        statistics.median(days) if days else None,
        statistics.mean(days) if days else None,
        sum(row["stopped_days"] for row in rows),
    )


def told(sums: Sums) -> tuple[Any, ...]:
    mean = None if sums.mean is None else pytest.approx(sums.mean)
    return {name: sums.counts[name] for name in FIGURES}, sums.median, mean, sums.stopped_days


def grouped(rows: Iterable[dict[str, Any]], name: str) -> dict[Any, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


@pytest.fixture
def places() -> tuple[list[Any], list[Office]]:
    offices = [an_office(name=zone, time_zone=zone, country=a_country(code)) for zone, code in ZONES]
    return [a_brand("acme"), a_brand("zeta")], offices


ZONES = [("Europe/Amsterdam", "NL"), ("Asia/Singapore", "SG")]
once = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(rows=st.lists(drawn(FIRST, LAST), max_size=25))
@once
def test_each_number_is_what_a_count_of_every_row_gives(rows, places):
    with transaction.atomic():
        write_all(rows, *places)

        figures = figures_of(SPAN)

        facts = [fact for item in Item.objects.select_related("ticket__office") if (fact := facts_of(item))]
        assert told(figures.total()) == literal(facts)
        for name in ("law", "right", "brand", "channel", "month"):
            assert {value: told(sums) for value, sums in figures.by(name).items()} == {
                value: literal(rows) for value, rows in grouped(facts, name).items()
            }
        for name, sums in figures.of_ccpa().items():
            assert told(sums) == literal(
                one for one in facts if one["law"] == "ccpa" and one["right"] in CCPA_RIGHTS[name]
            )
        transaction.set_rollback(True)


@given(rows=st.lists(drawn(FIRST, LAST), max_size=25), figure=st.sampled_from(sorted(FIGURES)))
@once
def test_each_number_leads_to_the_requests_that_it_counts(rows, figure, places):
    with transaction.atomic():
        write_all(rows, *places)

        name = named_number(SPAN, figure, {"law": [Regime.CCPA], "right": CCPA_RIGHTS["delete"]})
        behind = rights_behind(name, today=TODAY)

        facts = [fact for item in Item.objects.select_related("ticket__office") if (fact := facts_of(item))]
        belongs = [one for one in facts if one["law"] == "ccpa" and one["right"] in ("erasure", "children")]
        assert sorted(behind.values_list("ticket_id", flat=True)) == sorted(
            one["ticket"] for one in belongs if LITERALLY[figure](one)
        )
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "name",
    ["", "late", "2026-01-01~2026-01-31~nothing", "2026-01-01~x~late", "2026-01-01~2026-01-31~late~brand=x",
     "2026-01-01~2026-01-31~late~status=open", "2026-01-01~2026-01-31~late~month=2026-13-01"],
)  # fmt: skip
def test_a_number_that_nobody_was_given_leads_nowhere(name):
    assert list(rights_behind(name, today=TODAY)) == []


def test_figures_cost_the_same_queries_whatever_there_is(places):
    before = queries_of_figures()
    row = Drawn(Regime.GDPR, Right.ACCESS, "form", 0, 0, FIRST, 30, 30, Decision.GRANTED, 5, True, (WAIT,))

    write_all([row, replace(row, decision=Decision.OPEN)], *places)

    assert before == queries_of_figures() == 5


WAIT = ("id_requested", 1, 3)


def queries_of_figures() -> int:
    with CaptureQueriesContext(connection) as seen:
        figures_of(SPAN)
    return len(seen)


def test_an_answer_ends_a_clock_once():
    item = the_item(a_ticket())
    ClockEvent.objects.create(item=item, kind=ClockKind.ANSWERED, on=TODAY)

    with pytest.raises(IntegrityError, match=r"dsr_clockevent_answered_once|UNIQUE"), transaction.atomic():
        ClockEvent.objects.create(item=item, kind=ClockKind.ANSWERED, on=TODAY)
