"""Staff see what came in, what needs them first; they read it without it running anything, and find it its place."""

import pytest
from django.urls import reverse

from apps.dsr.models import Ticket
from apps.mailroom.models import InboundMessage, MailboxCheck
from apps.mailroom.polling import fetch_all
from apps.trail.models import Act
from tests.backoffice.pages import address
from tests.builders import a_brand, a_client, a_colleague, an_office
from tests.dsr.tickets import a_ticket
from tests.mailroom.mailbox import mailbox
from tests.mailroom.mails import a_mail, stored, taken

pytestmark = pytest.mark.django_db


def with_right(right: str):
    return a_client(a_colleague("ada", right))


def page_of(message: InboundMessage, page: str) -> str:
    return reverse(f"admin:mailroom_inboundmessage_{page}", args=[message.pk])


def step(message: InboundMessage, name: str) -> str:
    return reverse("admin:mailroom_inboundmessage_step", args=[message.pk, name])


def test_what_needs_a_person_stands_first():
    stored(a_mail(Message_ID="<a@m>"))
    held = taken(a_mail(Message_ID="<b@m>"))
    taken(a_mail(Message_ID="<c@m>", Auto_Submitted="auto-replied"))

    shown = with_right("auditor").get(address(InboundMessage, "changelist")).context["cl"].result_list

    assert [one.status for one in shown] == ["held", "ignored", "stored"]
    assert shown[0].pk == held.pk


def test_the_home_page_counts_what_is_in_quarantine():
    taken(a_mail())

    cards = with_right("privacy").get(reverse("admin:index")).context["cards"]

    assert {str(one["card"].title): one["figure"] for one in cards}["Mail in quarantine"] == 1


def test_the_list_costs_the_same_however_long_it_is(django_assert_max_num_queries):
    client = with_right("privacy")
    brand = a_brand()
    for number in range(5):
        stored(a_mail(Message_ID=f"<{number}@m>"), brand=brand)

    with django_assert_max_num_queries(14):
        client.get(address(InboundMessage, "changelist"))


@pytest.mark.parametrize("page", ["content", "message"])
def test_opening_a_message_is_an_act_and_looking_at_its_page_is_none(page):
    message, client = stored(a_mail()), with_right("auditor")
    before = Act.objects.count()

    assert client.get(page_of(message, "change")).status_code == 200
    assert Act.objects.count() == before

    assert client.get(page_of(message, page)).status_code == 200
    assert [act.kind for act in Act.objects.order_by("-id")[:1]] == ["mailroom.message_opened"]


def test_the_message_leaves_as_it_came_and_as_a_file():
    raw = a_mail()

    answer = with_right("legal").get(page_of(stored(raw), "message"))

    assert b"".join(answer.streaming_content) == raw
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_a_message_holds_is_shown_as_words_alone():
    raw = (
        b"Subject: <script>alert(1)</script>\nContent-Type: text/html\n\n"
        b"<p onclick=alert(2)>Hello</p><script>alert(3)</script><img src=x onerror=alert(4)>&lt;script&gt;alert(5)"
    )
    message = taken(raw)

    page = with_right("privacy").get(page_of(message, "content")).content.decode()

    assert "Hello" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(5)" in page
    assert [sign for sign in ("onclick=", "onerror=") if sign in page.partition("office-letter")[2]] == []


def test_a_message_that_cannot_be_read_is_shown_as_its_bytes():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(1100))

    page = with_right("privacy").get(page_of(stored(deep), "content"))

    assert page.status_code == 200
    assert "multipart/mixed" in page.content.decode()


@pytest.mark.parametrize("page", ["change", "content", "message"])
def test_who_may_not_see_mail_does_not(page):
    assert with_right("web").get(page_of(stored(a_mail()), page)).status_code in {403, 404}


def test_a_quarantined_message_becomes_a_request_by_a_step():
    message = taken(a_mail())
    an_office(time_zone="Europe/Amsterdam")
    a_brand()

    with_right("privacy").post(step(message, "open"))

    message.refresh_from_db()
    assert (message.status, message.about) == ("taken", f"dsr.ticket:{Ticket.objects.get().pk}")


def test_a_quarantined_message_is_put_on_a_request_by_a_step_and_a_wrong_reference_is_told():
    message, ticket, client = taken(a_mail()), a_ticket(), with_right("privacy")

    answer = client.post(step(message, "put-on"), {"reference": "DSR-1999-1"})
    assert "no record of this reference" in answer.content.decode()
    client.post(step(message, "put-on"), {"reference": ticket.reference})

    assert ticket.entries.filter(kind="incoming").count() == 1
    assert client.post(step(message, "put-on"), {"reference": ticket.reference}).status_code == 409


def test_a_quarantined_message_is_read_again_or_left_alone_by_a_step():
    first, second, client = taken(a_mail(Message_ID="<a@m>")), taken(a_mail(Message_ID="<b@m>")), with_right("dpo")

    client.post(step(first, "try-again"))
    client.post(step(second, "ignore"), {"reason": "Advertisement."})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.note) == ("stored", "ignored", "Advertisement.")


def test_mailboxes_that_cannot_be_read_stand_on_the_home_page_of_who_can_mend_it(settings):
    with mailbox() as server:
        server.refuses, settings.INBOUND_MAIL = True, (server.box(),)
        fetch_all()
    client = with_right("administrator")

    cards = client.get(reverse("admin:index")).context["cards"]

    assert {str(one["card"].title): one["figure"] for one in cards}["Mailboxes that cannot be read"] == 1
    assert "cannot be read" in client.get(address(MailboxCheck, "changelist")).content.decode()
    assert client.get(address(MailboxCheck, "change", MailboxCheck.objects.get().pk)).status_code == 200


def test_an_auditor_changes_nothing():
    message = taken(a_mail())

    assert with_right("auditor").post(step(message, "ignore"), {"reason": "x"}).status_code == 403
