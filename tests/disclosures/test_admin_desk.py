"""The worklist and the page of a request: quick at any length, scoped, and each step of it by who may take it."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.choices import Right
from apps.casework.choices import AccessKind
from apps.casework.models import AccessEntry, Approval
from apps.disclosures import services
from apps.disclosures.choices import ContactKind, NoticeStatus, Outcome, Result, Status, Verification
from apps.disclosures.models import Check, Demand
from apps.disclosures.queries import review
from apps.disclosures.queries.worklists import VIEWS
from tests.backoffice.pages import address, told
from tests.builders import a_client, a_colleague
from tests.disclosures.demands import (
    a_basis,
    a_demand,
    a_directory_entry,
    a_file,
    a_secret_basis,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    noticed,
    reviewed,
    verified,
)
from tests.disclosures.records import a_demand_apart

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    return a_colleague("carla", Right.LEGAL, Right.SECRECY)


@pytest.fixture
def client(carla):
    return a_client(carla)


def listed(client, query: str = "") -> list[Demand]:
    return list(client.get(f"{address(Demand, 'changelist')}?{query}").context["cl"].result_list)


def step(client, demand: Demand, name: str, **given):
    return client.post(address(Demand, "step", demand.pk, name), given)


def offered(client, demand: Demand) -> dict[str, str]:
    """The steps of a page, each with what is in its way."""
    page = client.get(address(Demand, "change", demand.pk))
    return {one["step"].name: one["obstacle"] for one in page.context["record_steps"]}


# --- The worklist ---

LOOKS = [
    *(f"view={view.name}" for view in VIEWS),
    *("status__exact=closed", "brand__id__exact=1", "family=court_order", "outcome=no_data", "country=NL"),
    *("view=all&family=court_order", "view=all&country=XB", "q=GOV", "q=officer", "q=%2B31612345678", "q=qq"),
]
SCANS = {
    "sqlite": re.compile(r"SCAN disclosures_demand(?! USING INDEX| USING COVERING INDEX|_words)"),
    "postgresql": re.compile(r"Seq Scan on disclosures_demand$", re.MULTILINE),
}


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql.replace('%', '%%')}", [])
        return "\n".join(str(row[3] if connection.vendor == "sqlite" else row[0]) for row in cursor.fetchall())


def test_no_look_at_the_list_counts_sorts_out_or_reads_every_request(client):
    for number in range(1, 4):
        a_demand_apart(number)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")  # so few rows are quicker read whole
    listed(client)

    seen = {}
    for look in LOOKS:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{address(Demand, 'changelist')}?{look}").status_code == 200
        asked = [one["sql"] for one in queries.captured_queries]
        ours = [sql for sql in asked if 'FROM "disclosures_demand"' in sql]
        scans = [plan for plan in map(plan_of, ours) if SCANS[connection.vendor].search(plan)]
        seen[look] = (len(asked), [sql for sql in asked if re.search(r"COUNT\(|DISTINCT", sql)], scans)

    assert {look: one for look, one in seen.items() if one[0] > 11 or one[1] or one[2]} == {}


def test_each_view_shows_the_requests_of_its_name(client, carla):
    now = timezone.now()
    soon = a_basis("soon", clock="epoc")
    mine, decision, release = a_demand(by=carla), reviewed(a_demand(by=carla)), decided(a_demand(by=carla))
    services.ask_decision(decision, outcome=Outcome.NO_DATA, words="Nothing is held.", by=carla)
    due = a_demand(legal_basis=soon, received_at=now - datetime.timedelta(days=8), by=carla)
    overdue = a_demand(legal_basis=soon, received_at=now - datetime.timedelta(days=12), by=carla)
    secret = a_demand(legal_basis=a_secret_basis(), received_at=now, by=carla)
    services.assign_demand(release, to=None, by=carla)

    shown = {view.name: set(listed(client, f"view={view.name}")) for view in VIEWS}

    everything = {mine, decision, release, due, overdue, secret}
    assert shown == {
        "open": everything,
        "mine": everything - {release},
        "unassigned": {release},
        "review": everything - {release},
        "decide": {decision},
        "notify": everything - {secret},
        "release": {release},
        "due": {due},
        "overdue": {overdue},
        "secret": {secret},
        "drafted": set(),
        "silences": set(),
        "closed": set(),
        "all": everything,
    }


@pytest.mark.parametrize("term", ["GOV", "+31 6 1234 5678", "0031612345678", "inspector", "24-77"])
def test_a_request_is_found_by_words_and_by_the_exact_value_of_a_target(term, client, carla):
    demand = a_demand(officer="Inspector Clay", their_reference="24-77-A", by=carla)

    assert listed(client, f"q={term.replace('+', '%2B')}") == [demand]
    assert listed(client, "q=3161234567") == []


def test_a_secret_request_is_on_no_list_and_no_page_of_who_is_not_cleared(carla):
    demand = a_demand(legal_basis=a_secret_basis(), by=carla)
    dirk = a_client(a_colleague("dirk", Right.LEGAL, Right.SECRECY))

    assert {view.name for view in VIEWS if listed(dirk, f"view={view.name}")} == set()
    assert (listed(dirk, f"q={demand}"), listed(dirk, "q=%2B31612345678")) == ([], [])
    absent = address(Demand, "change", 42)
    pages = [dirk.get(one, follow=True) for one in (address(Demand, "change", demand.pk), absent)]
    assert [told(page)[0].replace(str(demand.pk), "42") for page in pages] == [told(pages[1])[0]] * 2
    for page in ("history", "open", "checks"):
        answers = [dirk.get(address(Demand, page, pk)) for pk in (demand.pk, 42)]
        assert [(one.status_code, one.content) for one in answers] == [(404, answers[1].content)] * 2
    assert step(dirk, demand, "take").status_code == 404


# --- The question before what is secret ---


def test_a_secret_request_asks_why_before_it_shows_anything(carla):
    demand = a_demand(legal_basis=a_secret_basis(), officer="Inspector Clay", by=carla)
    client, page = a_client(carla), address(Demand, "change", demand.pk)

    for closed in (page, address(Demand, "history", demand.pk), address(Demand, "step", demand.pk, "assign")):
        shown = client.get(closed).content.decode()
        assert "Why do you open it?" in shown
        assert "Clay" not in shown
    assert client.post(page, {"officer": ""}).status_code == 403
    refused = client.post(address(Demand, "open", demand.pk), {"why": " x ", "leads_to": page})
    assert "a few words, which stay on record" in refused.content.decode()
    opened = client.post(address(Demand, "open", demand.pk), {"why": "To review it.", "leads_to": page}, follow=True)

    assert "Inspector Clay" in opened.content.decode()
    assert list(AccessEntry.objects.values_list("user", "what", "why")) == [
        (carla.pk, AccessKind.SECRET_REQUEST, "To review it.")
    ]


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_whoever_opens_a_request_is_led_nowhere_else(place, carla):
    demand = a_demand(legal_basis=a_secret_basis(), by=carla)

    answer = a_client(carla).post(address(Demand, "open", demand.pk), {"why": "To review it.", "leads_to": place})

    assert answer.headers["Location"] == address(Demand, "change", demand.pk)


def test_an_original_is_opened_for_a_reason_and_saved(client, carla):
    demand = a_demand(originals=[a_file("order.txt", b"We order.")], by=carla)
    page = reverse("admin:disclosures_demand_original", args=[demand.pk, demand.originals.get().pk])

    asked, refused = client.get(page), client.post(page, {"why": ""})
    given = client.post(page, {"why": "To read the order."})

    assert (asked.status_code, refused.status_code) == (200, 200)
    assert (b"".join(given.streaming_content), given.headers["Content-Type"]) == (
        b"We order.",
        "application/octet-stream",
    )
    assert [(one.what, one.why) for one in AccessEntry.objects.all()] == [(AccessKind.ORIGINAL, "To read the order.")]


def test_an_auditor_sees_requests_and_opens_neither_files_nor_targets(carla):
    demand = a_demand(originals=[a_file()], by=carla)
    client = a_client(a_colleague("audrey", Right.AUDITOR))

    page = client.get(address(Demand, "change", demand.pk)).content.decode()

    assert ("not shown to you" in page, "1234 5678" in page) == (True, False)
    original = reverse("admin:disclosures_demand_original", args=[demand.pk, demand.originals.get().pk])
    assert client.get(original).status_code == 403
    assert client.get(address(Demand, "checks", demand.pk)).status_code == 403


# --- The tests ---


def judged(client, demand: Demand, **given):
    """What a browser sends of the table of tests: what it showed, and what was changed."""
    form = client.get(address(Demand, "checks", demand.pk)).context["form"]
    shown = {f"initial-{name}": form[name].value() or "" for name in form.fields}
    values = {name: form[name].value() or "" for name in form.fields}
    return shown | values | given


def test_many_tests_are_recorded_at_once_and_only_those_that_were_judged(client, carla):
    demand = verified(a_demand(by=carla), by=carla)
    given = {f"result_{test}": Result.PASS.value for test in review.tests_of(demand)}
    first = judged(client, demand, **given)

    client.post(address(Demand, "checks", demand.pk), first)
    again = judged(client, demand, result_language="fail", note_language="It is in Finnish.")
    client.post(address(Demand, "checks", demand.pk), again)

    results = dict(demand.checks.values_list("test", "result"))
    assert {test for test, result in results.items() if result == Result.PASS} == set(review.tests_of(demand)) - {
        "language"
    }
    assert set(Check.past.objects.filter(demand_id=demand.pk, version=2).values_list("test", flat=True)) == {"language"}


def test_a_test_that_is_refused_stops_none_of_the_others_and_keeps_what_was_typed(client, carla):
    demand = a_demand(by=carla)
    given = judged(client, demand, result_authentic="pass", result_language="pass", note_language="Dutch.")

    page = client.post(address(Demand, "checks", demand.pk), given)
    form = page.context["form"]

    assert form.errors["result_authentic"] == ["Verify the sender first, through the directory."]
    assert dict(demand.checks.values_list("test", "result")) == {"language": "pass"}
    assert (form["result_authentic"].value(), form["note_language"].value()) == ("pass", "Dutch.")
    assert 'name="initial-note_language" value="Dutch."' in page.content.decode()


def test_a_test_that_somebody_else_recorded_meanwhile_is_not_overwritten_unseen(client, carla):
    demand = a_demand(by=carla)
    given = judged(client, demand, result_language="pass")
    services.record_check(demand, test="language", result="fail", note="In Finnish.", by=carla)

    page = client.post(address(Demand, "checks", demand.pk), given)

    assert "Somebody else recorded this after you opened the page" in page.content.decode()
    assert demand.checks.get().result == "fail"


# --- The steps ---


def test_counsel_verifies_the_sender_through_the_directory(client, carla):
    demand, contact = a_demand(by=carla), a_directory_entry()

    step(client, demand, "verify", contact=contact.pk, verification="verified", words="Called back.")

    assert (fresh(demand).verification, fresh(demand).verified_with) == (Verification.VERIFIED, contact)


def test_each_push_back_begins_with_its_usual_words_and_is_a_letter_to_the_directory(client, carla):
    demand = a_demand(by=carla)
    page = client.get(address(Demand, "step", demand.pk, "push-back-narrow"))

    step(client, demand, "push-back-narrow", words=page.context["form"]["words"].value())

    pushed = demand.push_backs.get()
    assert (pushed.kind, pushed.letter.to_address) == ("narrow", "desk@police.example")
    assert pushed.words.startswith("The request asks for more than its purpose seems to need.")


def test_a_push_back_to_whom_the_directory_has_no_address_is_printed_and_no_other(client, carla):
    authority = a_directory_entry("Court of Utrecht", "post").authority
    on_paper, mailed = a_demand(authority=authority, language="nl", by=carla), a_demand(by=carla)
    for demand in (on_paper, mailed):
        services.push_back(demand, kind="clarify", words="Welk <b>nummer</b>?", by=carla)
    pages = [address(Demand, "push_back", one.pk, one.push_backs.get().pk) for one in (on_paper, mailed)]

    sheet, absent = (client.get(page) for page in pages)

    text = sheet.content.decode()
    assert (sheet.status_code, absent.status_code) == (200, 404)
    assert [
        word
        for word in ("+31 30 123 4567", "Welk &lt;b&gt;nummer", on_paper.reference, "Ons kenmerk")
        if word not in text
    ] == []
    assert pages[0] in client.get(address(Demand, "change", on_paper.pk)).content.decode()
    assert a_client(a_colleague("web", Right.WEB)).get(pages[0]).status_code == 404


def test_a_letter_to_who_writes_dutch_begins_in_dutch(client, carla):
    demand = a_demand(language="nl", by=carla)

    page = client.get(address(Demand, "step", demand.pk, "push-back-reject"))

    assert page.context["form"]["words"].value().startswith("Wij geven geen gevolg aan het verzoek")


def test_a_second_person_decides_what_the_first_proposed(client, carla):
    demand = reviewed(a_demand(by=carla), by=carla)
    dirk = a_client(a_colleague("dirk", Right.LEGAL))

    step(client, demand, "ask-decision", outcome="disclosed_full", scope=["traffic"], words="The order is sound.")

    own = "You asked for this yourself: somebody else must decide."
    assert (offered(client, demand)["approve-decision"], offered(dirk, demand)["approve-decision"]) == (own, "")
    assert listed(dirk, "view=decide") == [demand]
    assert str(demand.pk) in dirk.get(address(Approval, "changelist")).content.decode()
    assert step(client, demand, "approve-decision").status_code in {302, 409}  # asked who they are, or refused
    assert fresh(demand).status == Status.IN_REVIEW
    services.approve_decision(fresh(demand), by=a_colleague("eve", Right.LEGAL))
    assert (fresh(demand).status, fresh(demand).outcome) == (Status.DECIDED, Outcome.DISCLOSED_FULL)


@pytest.mark.parametrize("name", ["approve-decision", "approve-release"])
def test_what_a_second_person_does_asks_who_they_are(name, client, carla):
    demand = a_demand(legal_basis=a_secret_basis(), by=carla)
    demand = reviewed(demand, by=carla)
    services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=carla)
    services.open_demand(demand, why="To review it.", by=carla)

    answer = client.get(address(Demand, "step", demand.pk, name))

    assert "reauthenticate" in answer.headers["Location"]


def test_the_customer_is_told_after_a_look_at_what_would_leave(client, carla):
    demand = a_demand(by=carla)
    given = {"form": "existence", "text": "An authority asked for your data."}

    seen = step(client, demand, "send-notice", preview="1", **given)
    untouched = fresh(demand).notice.status
    step(client, demand, "send-notice", **given)

    assert seen.context["preview"].text == given["text"]
    assert "dana@example.com" in seen.content.decode()
    assert (untouched, fresh(demand).notice.status) == (NoticeStatus.DUE, NoticeStatus.SENT)


def test_a_file_outside_of_what_may_leave_is_refused_in_words_and_one_inside_is_kept(client, carla):
    demand = decided(a_demand(by=carla), by=carla)
    given = {
        "target": demand.targets.get().pk,
        "category": "traffic",
        "period_from": "2026-05-01T02:00:00",
        "period_to": "2026-05-31T02:00:00",
        "rows": "1",
        "fields_told": "number, start",
    }

    outside = step(client, demand, "collect", file=a_file(), **given | {"period_from": "2026-04-30T00:00:00"})
    step(client, demand, "collect", file=a_file(), **given)

    assert "Its period lies outside the one that is asked." in outside.content.decode()
    assert [(one.category, one.rows, one.fields) for one in demand.package_files.all()] == [
        ("traffic", 1, "number, start")
    ]


def test_what_keeps_a_package_from_leaving_stands_on_the_page_in_words(client, carla):
    demand = decided(a_demand(by=carla), by=carla)
    noticed(demand, by=carla)
    collected(fresh(demand), by=carla)

    assert offered(client, demand)["ask-release"].startswith("The customer may object until ")


def test_a_released_package_is_handed_over_and_the_request_closed(client, carla):
    demand = decided(a_demand(legal_basis=a_secret_basis(), by=carla), by=carla)
    collected(fresh(demand), by=carla)
    asked_to_release(demand, by=carla)
    services.approve_release(fresh(demand), by=counsel("dirk"))
    services.open_demand(demand, why="To release it.", by=carla)
    at = timezone.localtime() + datetime.timedelta(minutes=1)

    assert offered(client, demand)["close"] == "Record the hand-over of the package first."
    step(client, demand, "hand-over", at=at.strftime("%Y-%m-%dT%H:%M:%S"), words="By their portal.")
    step(client, demand, "close", words="")

    assert fresh(demand).status == Status.CLOSED


def test_silence_is_set_reviewed_and_lifted_on_its_pages(client, carla):
    demand = a_demand(by=carla)
    given = {"kind": "court_order", "citation": "Order of 3 September", "extent": "both", "starts_on": "2026-09-03"}

    neither = step(client, demand, "set-silence", **given)
    step(client, demand, "set-silence", review_every_days="30", **given)
    services.open_demand(demand, why="To review it.", by=carla)
    step(client, demand, "review-silence")
    step(client, demand, "lift-silence", words="Released in writing on 1 October.")

    assert "Give its last day, or after how many days it is looked at again." in neither.content.decode()
    silence = demand.silences.get()
    assert (silence.kind, silence.ending) == ("court_order", "Released in writing on 1 October.")
    assert (fresh(demand).is_secret, fresh(demand).notice.status) == (False, NoticeStatus.DRAFTED)


def test_a_letter_to_preserve_is_followed_on_its_page(client, carla):
    basis = a_basis("preservation_2703f", family="preservation", clock="us_preservation", allows="subscriber")
    demand = verified(a_demand(legal_basis=basis, by=carla), by=carla)

    step(client, demand, "begin-preservation")
    late = step(client, demand, "extend-preservation", extended_on="2027-12-01")

    assert demand.preservation.until == datetime.date(2026, 11, 30)
    assert "The extension came after the end, and extends nothing." in late.content.decode()


def test_an_emergency_shows_before_everything_else_whom_to_call_back_and_no_mailbox(client, carla):
    a_directory_entry(kind=ContactKind.PHONE)
    demand = a_demand(urgency="emergency", legal_basis=a_basis("emergency_2702", family="emergency"), by=carla)

    first, _asked, tests, *_rest = client.get(address(Demand, "change", demand.pk)).context["main_sections"]

    assert first["section"].name == "emergency"
    assert [one.value for one in first["told"]["contacts"]] == ["+31 30 123 4567"]
    assert len(tests["told"]["rows"]) == 5


def test_an_emergency_of_whom_nobody_can_be_called_says_what_to_do(client, carla):
    demand = a_demand(urgency="emergency", legal_basis=a_basis("emergency_2702", family="emergency"), by=carla)

    page = client.get(address(Demand, "change", demand.pk)).content.decode()

    assert "The directory has no telephone and no portal of Police of Utrecht yet: find one yourself" in page


def test_a_page_costs_the_same_queries_however_much_belongs_to_the_request(client, carla):
    demand = decided(a_demand(by=carla), by=carla)
    costs = []
    for number in range(2):
        for file in range(number * 3 + 1):
            collected(fresh(demand), file=a_file(content=f"number\n{number}{file}\n".encode()), by=carla)
            services.push_back(demand, kind="clarify", words="Which number?", by=carla)
        client.get(address(Demand, "change", demand.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(Demand, "change", demand.pk))
        costs.append(len(queries))

    assert costs[1] <= costs[0] + 2
