"""Commands that go past the application do not run in an office, unless on a ground that is written down."""

import io
import json
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings

from apps.casework.models import Counter
from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.trail.models import Act, Entry
from tests.builders import BUILDER, a_brand

from .offices import INTACT, found, office_process

at_commit = pytest.mark.django_db(transaction=True)
COMMANDS = {
    "clean_old_history": ["organisation.Brand", "--days", "-1"],
    "clean_duplicate_history": ["organisation.Brand"],
    "flush": ["--no-input"],
    "loaddata": ["nonsense.json"],
    "dbshell": [],
}


@pytest.fixture
def in_an_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """As outside of a test run, whose mark is the outbox of Django's mail."""
    monkeypatch.delattr(mail, "outbox")


def run(name: str, *arguments: str) -> None:
    call_command(name, *arguments, stdout=io.StringIO(), stderr=io.StringIO())


def bypasses() -> list[tuple[str, dict[str, Any]]]:
    """The acts of commands that ran past the guards: who, and the facts."""
    return [(one.actor, one.stated) for one in Act.objects.filter(kind="trail.guards_bypassed").order_by("id")]


@pytest.mark.usefixtures("db", "in_an_office")
@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_refused_in_an_office_and_says_how_it_may_run(name):
    with pytest.raises(CommandError) as refusal:
        run(name, *COMMANDS[name])

    assert str(refusal.value) == (
        f"“{name}” goes past the trail, so it does not run here. If it must, name the ground with --ground: "
        "it is written down, and the guards of the database still hold."
    )
    assert bypasses() == []


@at_commit
def test_refusal_of_the_process_is_one_sentence_and_harmless():
    a_brand("acme")

    process = office_process("flush", "--no-input")

    assert process.returncode == 1
    assert process.stdout == ""
    assert process.stderr.count("\n") == 1
    assert process.stderr.startswith("CommandError: “flush” goes past the trail")
    assert [brand.key for brand in Brand.objects.all()] == ["acme"]


@pytest.mark.usefixtures("in_an_office")
@at_commit
def test_command_on_a_ground_is_a_sealed_act():
    a_brand("acme")

    run("clean_duplicate_history", "organisation.Brand", "--ground", "TICKET-7")

    facts = {"command": "clean_duplicate_history", "ground": "TICKET-7"}
    assert bypasses() == [("command:clean_duplicate_history", facts)]
    assert Entry.objects.filter(act__kind="trail.guards_bypassed").count() == 1
    assert found() == (INTACT, set())


@pytest.mark.usefixtures("in_an_office")
@at_commit
def test_guards_hold_whatever_the_ground():
    organisation.change(a_brand("acme"), name="Acme Global", by=BUILDER)

    with pytest.raises(CommandError, match=r"^“clean_old_history” was stopped .* “trail: history is not deleted"):
        run("clean_old_history", "organisation.Brand", "--days", "-1", "--ground", "TICKET-7")
    with pytest.raises(CommandError, match="couldn't be flushed"):
        run("flush", "--no-input", "--ground", "TICKET-8")

    assert [facts["ground"] for _actor, facts in bypasses()] == ["TICKET-7", "TICKET-8"]
    assert Brand.past.objects.count() == 2
    assert found() == (INTACT, set())


@pytest.mark.usefixtures("in_an_office")
@at_commit
def test_rows_outside_the_trail_can_be_loaded_on_a_ground(tmp_path):
    path = tmp_path / "counters.json"
    path.write_text(json.dumps([{"model": "casework.counter", "pk": "DSR-2026", "fields": {"last": 41}}]))

    run("loaddata", str(path), "--ground", "TICKET-7")

    assert Counter.objects.get().last == 41
    assert [facts["ground"] for _actor, facts in bypasses()] == ["TICKET-7"]


@pytest.mark.usefixtures("db", "in_an_office")
def test_shell_of_the_database_on_a_ground_is_an_act(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CommandError, match="You appear not to have the"):
        run("dbshell", "--ground", "TICKET-7")

    assert bypasses() == [("command:dbshell", {"command": "dbshell", "ground": "TICKET-7"})]


@pytest.mark.usefixtures("db", "in_an_office")
@pytest.mark.parametrize("ground", ["", "--ground="])
def test_empty_ground_is_none(ground):
    with pytest.raises(CommandError, match="goes past the trail"):
        run("clean_duplicate_history", "organisation.Brand", *filter(None, [ground]))


@pytest.mark.usefixtures("in_an_office")
@at_commit
@override_settings(DEBUG=True)
def test_command_runs_in_development_and_is_no_act():
    run("clean_duplicate_history", "organisation.Brand")

    assert bypasses() == []


@at_commit
def test_database_of_a_test_run_is_spared():
    run("clean_duplicate_history", "organisation.Brand")

    assert bypasses() == []
