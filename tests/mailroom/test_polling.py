"""Mailboxes are asked what is new; what was taken is marked as read there, and not before it is stored."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.mailroom.models import InboundMessage, MailboxCheck
from apps.mailroom.polling import fetch_all, fetch_mailbox
from apps.mailroom.queries import failing_mailboxes
from apps.mailroom.receiving import raw_of, store_message
from privacy_office.mail import mailboxes
from tests.builders import a_brand
from tests.mailroom.mailbox import mailbox
from tests.mailroom.mails import a_mail

pytestmark = pytest.mark.django_db

FIRST, SECOND = a_mail(Message_ID="<one@mail.example>"), a_mail(Message_ID="<two@mail.example>")


def test_what_is_unread_is_taken_as_it_came_and_marked_as_read():
    brand = a_brand()
    with mailbox(FIRST, SECOND) as server:
        new = fetch_mailbox(server.box(brand="acme"))

    assert (new, server.seen) == (2, {1, 2})
    assert {raw_of(one) for one in InboundMessage.objects.all()} == {FIRST, SECOND}
    assert {(one.brand, one.mailbox) for one in InboundMessage.objects.all()} == {
        (brand, "privacy@acme.example@127.0.0.1/INBOX")
    }


def test_what_was_read_is_not_fetched_again():
    with mailbox(FIRST) as server:
        fetch_mailbox(server.box())
        server.fetched.clear()

        assert fetch_mailbox(server.box()) == 0
        assert server.fetched == []


def test_what_was_stored_but_not_marked_is_known_again_and_marked():
    with mailbox(FIRST) as server:
        store_message(FIRST, source="imap", mailbox=server.box().name)

        assert (fetch_mailbox(server.box()), server.seen) == (0, {1})
    assert InboundMessage.objects.count() == 1


def test_of_a_message_that_is_too_large_the_head_alone_is_fetched(settings):
    settings.INBOUND_MEGABYTES = 1
    with mailbox(a_mail("x" * 2**20)) as server:
        fetch_mailbox(server.box())

    message = InboundMessage.objects.get()
    assert (message.status, message.held_for) == ("held", "too_large")
    assert server.fetched == [(1, "RFC822.SIZE"), (1, "BODY.PEEK[HEADER]")]
    assert b"xxx" not in raw_of(message)


def test_a_mailbox_that_lets_nobody_in_keeps_nobody_from_the_others(settings, caplog):
    with mailbox(FIRST) as closed, mailbox(SECOND) as open_one:
        closed.refuses = True
        settings.INBOUND_MAIL = (closed.box(), open_one.box())

        assert fetch_all() == 1

    assert (closed.seen, open_one.seen) == (set(), {1})
    assert "cannot be read" in caplog.text
    assert "secret" not in caplog.text


def test_a_mailbox_that_is_not_there_is_told_of(settings, caplog):
    with mailbox() as server:
        box = server.box()
    settings.INBOUND_MAIL = (box,)

    assert fetch_all() == 0
    assert "cannot be read" in caplog.text


def test_a_mailbox_that_cannot_be_read_is_told_since_when_until_it_can_again(settings):
    with mailbox(FIRST) as server:
        settings.INBOUND_MAIL, server.refuses = (server.box(),), True
        fetch_all()
        began = MailboxCheck.objects.get().failing_since
        fetch_all()

        assert (MailboxCheck.objects.get().failing_since, failing_mailboxes().count()) == (began, 1)
        assert "Not you" in MailboxCheck.objects.get().error

        server.refuses = False
        fetch_all()

    assert (failing_mailboxes().count(), MailboxCheck.objects.get().error) == (0, "")


def test_a_mailbox_that_names_no_brand_of_ours_is_read_all_the_same(caplog):
    with mailbox(FIRST) as server:
        assert fetch_mailbox(server.box(brand="nowhere")) == 1

    assert "nowhere" in caplog.text


def test_fetching_ends_between_two_messages_when_its_time_is_over():
    asked: list[int] = []
    with mailbox(FIRST, SECOND) as server:
        fetch_mailbox(server.box(), is_told_to_end=lambda: len(asked) == 1 or asked.append(1))

    assert server.seen == {1}


def test_a_mailbox_stands_in_one_address():
    [one] = mailboxes(["imaps://privacy%40acme.example:p%2Fw@mail.acme.example/Requests?brand=acme"])

    assert (one.host, one.port, one.user, one.password) == ("mail.acme.example", 993, "privacy@acme.example", "p/w")
    assert (one.folder, one.brand, one.is_tls) == ("Requests", "acme", True)
    assert "p/w" not in repr(one)


@pytest.mark.parametrize(
    "url", ["imap://user:secret@mail.acme.example", "imaps://mail.acme.example", "imaps://user@mail.acme.example", "x"]
)
def test_a_mailbox_without_a_password_or_in_the_clear_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="INBOUND_MAIL"):
        mailboxes([url])
