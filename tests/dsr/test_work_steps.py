"""The steps of the work on a request: each asks for just what its service takes, and is offered where it can be done."""

import inspect

import pytest

from apps.dsr import services
from apps.dsr.admin.work_steps import WORK_STEPS
from apps.dsr.choices import IdentityMethod
from apps.dsr.models import Task
from apps.dsr.queries.work import identity_section, tasks_section
from tests.backoffice.pages import address
from tests.builders import BUILDER, a_client, a_colleague, a_contact, a_customer, a_service, a_user
from tests.dsr.test_tasks import a_service_in, a_task
from tests.dsr.tickets import a_ticket

pytestmark = pytest.mark.django_db
STEPS = {step.name: step for step in WORK_STEPS}
#: A field that is turned into another before the service gets it.
TURNED = {"canned"}


def offered(ticket) -> set[str]:
    return {name for name, step in STEPS.items() if step.available(ticket)}


def form_of(name: str, ticket, **given):
    return STEPS[name].form_for(ticket, given)


@pytest.mark.parametrize("step", WORK_STEPS, ids=lambda step: step.name)
def test_a_step_asks_for_what_its_service_takes(step):
    takes = {name for name, one in inspect.signature(step.service).parameters.items() if one.kind == one.KEYWORD_ONLY}

    assert set(step.form_for(a_ticket()).fields) - TURNED <= takes


def test_steps_are_offered_where_they_can_be_done():
    ticket = a_ticket()
    before = offered(ticket)
    services.ask_identity(ticket, method=IdentityMethod.CODE, by=BUILDER)
    ticket.refresh_from_db()
    asked = offered(ticket)
    over = offered(services.withdraw_ticket(ticket, by=BUILDER))

    assert asked - before == {"enter-code", "lapse"}
    assert over == {"write", "open-linked"}
    assert "judge-authority" in offered(a_ticket(representative="R. Lawyer"))


def test_where_no_address_is_known_no_letter_is_offered_and_no_code():
    ticket = a_ticket(email="", channel="post")

    assert STEPS["write"].obstacle(ticket, None) != ""
    assert [value for value, _label in STEPS["ask-identity"].form_for(ticket).fields["method"].choices] == [
        IdentityMethod.ACCOUNT,
        IdentityMethod.DOCUMENT,
    ]


def test_a_customer_is_named_by_the_reference_it_has_with_the_brand():
    customer, ticket = a_customer(account_reference="A-77"), a_ticket()
    a_contact(customer=customer)

    found, missing = form_of("forward", ticket, customer=" A-77 "), form_of("forward", ticket, customer="A-78")

    assert found.is_valid()
    assert found.cleaned_data["customer"] == customer
    assert "register of customers" in str(missing.errors)


def test_a_duplicate_is_suggested_and_named_by_its_reference():
    ticket, same = a_ticket(), a_ticket()

    form, missing = form_of("merge", ticket, into=same.reference.lower()), form_of("merge", ticket, into="DSR-1")

    assert form.is_valid()
    assert form.cleaned_data["into"] == same
    assert same.reference in form.fields["into"].help_text
    assert "There is no request" in str(missing.errors)


def test_a_canned_text_is_sent_as_it_is_or_begins_a_letter():
    ticket = a_ticket()
    text = services.add_text(name="Hello", text="Dear {name}", by=BUILDER)

    alone = form_of("write", ticket, canned=text.pk, words="")
    begun = STEPS["write"].form_for(ticket, initial={"canned": str(text.pk)})

    assert alone.is_valid()
    assert alone.cleaned_data == {"words": "Dear {name}"}
    assert begun.initial["words"] == "Dear Ada Lovelace"


def test_only_services_of_the_brand_are_searched():
    ticket, ours = a_ticket(), a_service("Inbox")

    assert list(STEPS["plan-tasks"].form_for(ticket).fields["services"].queryset) == [ours]


# --- Pages and sections ---


def test_the_owner_of_a_system_sees_their_own_tasks_and_answers_them():
    wim = a_colleague("wim", "web")
    mine, other = a_task(owner=wim), a_task(owner=a_user("bob"))
    client = a_client(wim)

    shown = [client.get(address(Task, "change", task.pk)).status_code for task in (mine, other)]
    listed = client.get(address(Task, "changelist") + "?which=all").content.decode()
    done = client.post(address(Task, "step", mine.pk, "answer"), {"answer": "Nothing there.", "is_nil": "on"})

    mine.refresh_from_db()
    assert shown == [200, 302]
    assert mine.ticket.reference in listed
    assert other.ticket.reference not in listed
    assert (done.status_code, mine.status) == (302, "nil")


def test_somebody_elses_task_is_answered_by_who_looks_after_requests():
    task, ada = a_task(owner=a_user("bob")), a_colleague("ada", "privacy")

    done = a_client(ada).post(address(Task, "step", task.pk, "answer"), {"answer": "Two files."})

    task.refresh_from_db()
    assert (done.status_code, task.ended_by) == (302, ada)


def test_the_page_of_a_request_tells_of_identity_and_tasks(django_assert_max_num_queries):
    from django.template.loader import render_to_string

    ticket = a_ticket()
    services.ask_identity(ticket, method=IdentityMethod.CODE, by=BUILDER)
    services.plan_tasks(ticket, services=[a_service_in("Message store", "Archive")], by=BUILDER)

    with django_assert_max_num_queries(6):
        told = render_to_string("admin/dsr/identity.html", {"told": identity_section(ticket)})
        told += render_to_string("admin/dsr/tasks.html", {"told": tasks_section(ticket)})

    assert [words in told for words in ("Waiting for the proof", "Message store", "Archive", "2 to do")] == [True] * 4


def test_tasks_are_found_by_the_reference_of_their_request():
    task, other, client = a_task(), a_task(), a_client(a_colleague("ada", "privacy"))

    page = client.get(address(Task, "changelist"), {"which": "all", "q": task.ticket.reference.lower()})

    assert (task.ticket.reference in page.content.decode(), list(page.context["cl"].result_list)) == (True, [task])
    assert other.ticket.reference not in page.content.decode()
