"""Anybody asks to be told of changes; the answer tells nothing of who is known, and one address gets one letter a day."""

import datetime
import hashlib

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.mailroom.models import Letter
from apps.mailroom.suppression import enter_suppression, lift_suppression
from apps.publications import services
from apps.publications.choices import WORDING, WORDINGS
from apps.publications.models import SignUp, Subscriber
from apps.publications.services import Person
from apps.publications.services.sign_ups import SIGN_UPS_IN_ALL, SIGN_UPS_PER_FORM, SIGN_UPS_PER_PLACE
from apps.trail.models import Act
from tests.builders import BUILDER, a_brand

from .mail import a_subscriber, ask, asks, filled_in, letters, link_to, text_of, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


def statuses() -> dict[str, str]:
    return {f"{one.email} {one.brand.key} {one.topic}": one.status for one in Subscriber.objects.all()}


# --- What becomes of it ---


def test_who_asks_waits_for_confirmation_and_gets_a_letter(clock):
    asks(" Ada@Example.org ", name="Ada", organisation="Analytical Engines", language="nl")

    subscriber = Subscriber.objects.get()
    told = ("email", "email_key", "name", "organisation", "language", "status", "source", "wording", "user_agent")
    assert [getattr(subscriber, name) for name in told] == [
        *("Ada@Example.org", "ada@example.org", "Ada", "Analytical Engines", "nl", "pending", "self", WORDING),
        "Mozilla/5.0",
    ]
    assert (subscriber.requested_from, subscriber.requested_at) == ("192.0.2.7", timezone.now())
    assert subscriber.confirm_until == timezone.now() + datetime.timedelta(days=7)
    assert [(one.kind, one.to_address, one.language) for one in letters()] == [
        ("publications/confirm", "Ada@Example.org", "nl")
    ]


def test_only_the_digest_of_the_token_is_kept():
    asks()

    token = link_to("confirm", letters()[0]).split("/")[-2]
    assert Subscriber.objects.get().confirm_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43


def test_all_that_was_ticked_is_asked_in_one_letter():
    asks(topics=["subprocessors", "statement"])

    assert statuses() == {
        "ada@example.org acme subprocessors": "pending",
        "ada@example.org acme statement": "pending",
    }
    assert [one.kind for one in letters()] == ["publications/confirm"]
    assert "* Acme: Changes of the privacy statement\n* Acme: Changes of subprocessors" in text_of(letters()[0])


def test_nothing_that_the_visitor_wrote_stands_in_the_letter():
    asks(name="Visit https://evil.example", organisation="Buy now")

    letter = letters()[0]
    assert (letter.to_name, "evil" in text_of(letter), "Buy" in text_of(letter)) == ("", False, False)
    assert letter.subject == "Confirm your subscription: Acme"


def test_what_a_visitor_asked_leaves_with_the_commit_that_dealt_with_it():
    ask()
    waiting = SignUp.objects.count()
    services.take_sign_ups()

    assert (waiting, SignUp.objects.count(), services.take_sign_ups()) == (1, 0, 0)


def test_who_asks_is_told_of_in_the_trail_without_their_address():
    asks("ada@example.org", name="Ada")

    told = [(one.kind, one.actor) for one in Act.objects.filter(kind__startswith="publications.").order_by("id")]
    assert told == [
        ("publications.subscription_requested", "visitor"),
        ("publications.sign_up_taken", "worker"),
        ("publications.confirmation_asked", "worker"),
    ]
    assert [one for one in Act.objects.all() if "ada" in one.facts.lower()] == []


def test_the_text_under_which_people_subscribe_never_changes_under_its_name():
    assert {name: hashlib.sha256(str(text).encode()).hexdigest()[:16] for name, text in WORDINGS.items()} == {
        "subscribe-2026-11": "74d06604f2bf7203"
    }


# --- Once a day ---


def test_who_asks_again_within_a_day_gets_no_second_letter(clock):
    asks()
    clock.shift(datetime.timedelta(hours=23, minutes=59))

    asks()

    assert [one.kind for one in letters()] == ["publications/confirm"]


def test_who_asks_again_after_a_day_gets_a_new_link_for_the_same_row(clock):
    asks()
    clock.shift(datetime.timedelta(hours=24, seconds=1))
    asks()

    first, second = (link_to("confirm", one) for one in letters("confirm"))
    assert visitor().post(first).status_code == 404
    assert visitor().post(second).status_code == 200
    assert statuses() == {"ada@example.org acme subprocessors": "confirmed"}


def test_what_is_asked_for_another_brand_on_the_same_day_is_put_off_and_not_lost(clock):
    asks()
    asks(brand=a_brand("globex"))
    early = len(letters("confirm"))
    clock.shift(datetime.timedelta(hours=23))
    services.take_sign_ups()
    still = len(letters("confirm"))
    clock.shift(datetime.timedelta(hours=1, seconds=1))
    services.take_sign_ups()

    assert (early, still, len(letters("confirm"))) == (1, 1, 2)
    assert "* Globex: Changes of subprocessors" in text_of(letters("confirm")[1])


def test_who_is_confirmed_stays_so_and_is_told_once_a_day(clock):
    a_subscriber(name="Ada")
    clock.shift(datetime.timedelta(days=2))

    asks(name="Somebody Else", language="nl")
    asks()

    subscriber = Subscriber.objects.get()
    assert (subscriber.status, subscriber.name, subscriber.language) == ("confirmed", "Ada", "en")
    assert [one.kind.partition("/")[2] for one in letters()] == ["confirm", "subscribed", "already"]
    assert visitor().get(link_to("preferences", letters("already")[0])).status_code == 200


@pytest.mark.parametrize("end", ["leave", "bounce", "complain", "expire"])
def test_who_comes_back_is_asked_again_in_the_same_row_whose_proof_stays(clock, end):
    if end == "expire":
        asks()
        clock.shift(datetime.timedelta(days=8))
        services.expire_unconfirmed()
    else:
        subscriber = a_subscriber()
        {"leave": lambda: services.leave(subscriber), "bounce": lambda: services.bounce(subscriber.email)}.get(
            end, lambda: services.complain(subscriber.email)
        )()
        clock.shift(datetime.timedelta(days=8))
    before = list(Subscriber.past.objects.order_by("version").values_list("status", flat=True))

    asks()

    assert [one.status for one in Subscriber.objects.all()] == ["pending"]
    assert Subscriber.objects.get().confirmed_at is None
    past = list(Subscriber.past.objects.order_by("version").values_list("status", flat=True))
    assert past[: len(before)] == before
    assert [one.kind for one in letters("confirm")] == ["publications/confirm"] * 2


def test_whom_staff_suppressed_is_never_written_to_again_whatever_is_typed(clock):
    services.suppress(a_subscriber(), reason="Asked us by phone.", by=BUILDER)
    clock.shift(datetime.timedelta(days=2))
    before = Letter.objects.count()

    asks()
    asks(brand=a_brand("globex"))

    assert (Letter.objects.count(), statuses()) == (before, {"ada@example.org acme subprocessors": "suppressed"})


@pytest.mark.parametrize("is_staff", [True, False])
def test_an_address_that_list_mail_is_kept_from_gets_nothing_until_that_is_lifted(clock, is_staff):
    suppression = enter_suppression(address="ada@example.org", by=BUILDER)
    if is_staff:
        services.add_by_staff(a_brand(), email="ada@example.org", person=Person(), by=BUILDER)
    asks("Ada@Example.org")
    silent = (len(letters()), [one.status for one in Subscriber.objects.all()])

    lift_suppression(suppression, note="They wrote to us.", by=BUILDER)
    asks()

    assert silent == (0, ["suppressed"] if is_staff else [])
    assert [one.kind for one in letters()] == ["publications/confirm"]


# --- One answer ---


def seen(email: str) -> tuple[list[str], list[bytes]]:
    """The statements that an answer took, without their values, and its bytes; and those of the page that it leads to."""
    client = visitor()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = ask(email, client=client)
    page = client.get(answer["Location"])
    shapes = [query["sql"].partition(" ")[0] for query in queries]
    return shapes, [repr(sorted(answer.headers.items())).encode(), answer.content, page.content]


def test_the_answer_and_the_work_for_it_are_the_same_whatever_is_known_of_the_address():
    a_subscriber("confirmed@example.org")
    asks("pending@example.org")
    services.leave(a_subscriber("left@example.org"))
    services.suppress(a_subscriber("suppressed@example.org"), reason="No.", by=BUILDER)
    seen("warm.up@example.org")

    known = [seen(f"{name}@example.org") for name in ("confirmed", "pending", "left", "suppressed", "new")]

    assert known == [known[-1]] * 5


# --- Bad input, and what is no person ---


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"email": "ada"}, "Enter a valid email address."),
        ({"email": ""}, "This field is required."),
        ({"email": "ada@exa mple.org"}, "Enter a valid email address."),
        ({"email": "a" * 65 + "@example.org"}, "This is no address that a letter can be sent to."),
        ({"email": "ada@example.org\r\nBcc: bob@example.org"}, "Enter a valid email address."),
        ({"topics": []}, "Tick what you want to be told of."),
        ({"topics": ["everything"]}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"name": "x" * 151}, "at most 150 characters"),
        ({"form": "forged"}, "Nothing is lost: press the button once more."),
    ],
)
def test_bad_input_is_told_at_its_place_and_nothing_typed_is_lost(values, told):
    answer = ask(**({"organisation": "Engines"} | values))

    page = answer.content.decode()
    assert (answer.status_code, told in page, 'value="Engines"' in page) == (200, True, True)
    assert SignUp.objects.count() == 0


def test_a_page_that_was_open_for_a_day_is_sent_by_one_more_press(clock):
    brand = a_brand()
    old = filled_in(brand)
    clock.shift(datetime.timedelta(hours=24, seconds=1))

    late = visitor().post("/acme/subscribe/", old)
    token = late.context["form"]["form"].value()
    again = visitor().post("/acme/subscribe/", old | {"form": token})

    assert (late.status_code, again.status_code, SignUp.objects.count()) == (200, 302, 1)


def test_a_form_of_one_brand_is_none_of_another():
    form = filled_in(a_brand("globex"))
    a_brand("acme")

    assert visitor().post("/acme/subscribe/", form).status_code == 200
    assert SignUp.objects.count() == 0


def test_who_fills_in_the_trap_is_thanked_and_ignored():
    answer = ask(homepage="https://spam.example")

    assert (answer.status_code, answer["Location"], SignUp.objects.count()) == (302, "/acme/subscribe/asked/", 0)


def test_one_place_asks_so_often_an_hour_and_is_then_told_so(clock):
    answers = [ask(f"p{number}@example.org").status_code for number in range(SIGN_UPS_PER_PLACE.capacity + 2)]
    elsewhere = ask("q@example.org", client=Client(REMOTE_ADDR="198.51.100.7"))

    assert answers == [302] * SIGN_UPS_PER_PLACE.capacity + [429] * 2
    assert elsewhere.status_code == 302


def test_one_network_of_ipv6_is_one_place(clock):
    clients = [Client(REMOTE_ADDR=f"2001:db8:0:1::{number:x}") for number in range(1, SIGN_UPS_PER_PLACE.capacity + 2)]

    assert [ask(client=one).status_code for one in clients][-2:] == [302, 429]


def test_an_address_that_a_visitor_claims_to_come_from_changes_nothing(clock):
    clients = [Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}") for number in range(SIGN_UPS_PER_PLACE.capacity + 1)]

    assert [ask(client=one).status_code for one in clients][-2:] == [302, 429]


def test_one_page_that_was_shown_is_sent_so_often():
    brand = a_brand()
    form = filled_in(brand)

    answers = [visitor().post("/acme/subscribe/", form).status_code for _time in range(SIGN_UPS_PER_FORM.capacity + 1)]

    assert answers == [302] * SIGN_UPS_PER_FORM.capacity + [429]


def test_everybody_together_asks_so_often_an_hour(clock, monkeypatch):
    monkeypatch.setattr(services.sign_ups, "SIGN_UPS_IN_ALL", SIGN_UPS_IN_ALL._replace(capacity=3))
    clients = [Client(REMOTE_ADDR=f"198.51.100.{number}") for number in range(4)]

    assert [ask(client=one).status_code for one in clients] == [302, 302, 302, 429]


@pytest.mark.parametrize("path", ["/nobody/subscribe/", "/nobody/subscribe/asked/"])
def test_a_brand_that_is_not_there_has_no_form(path):
    assert visitor().get(path).status_code == 404


def test_public_pages_set_no_cookie_and_run_nothing():
    a_brand()
    answers = [visitor().get(path) for path in ("/acme/subscribe/", "/group/subscribe/", "/acme/subscribe/asked/")]
    answers.append(ask())

    assert [len(one.cookies) for one in answers] == [0, 0, 0, 0]
    assert {one["Content-Security-Policy"].partition(";")[0] for one in answers} == {"default-src 'none'"}
    assert {one["Cache-Control"] for one in answers[:3]} == {"no-store"}


def test_the_group_leads_to_the_form_of_each_brand():
    a_brand("acme"), a_brand("globex")

    page = visitor().get("/group/subscribe/").content.decode()

    assert ('href="/acme/subscribe/"' in page, 'href="/globex/subscribe/"' in page) == (True, True)


# --- The worker ---


def test_one_that_cannot_be_dealt_with_holds_up_no_other_and_is_dropped_at_last(clock):
    asked = SignUp.objects.create(
        brand=a_brand(),
        topics="subprocessors",
        email="no address",
        language="en",
        asked_at=timezone.now(),
        next_try_at=timezone.now(),
    )
    asks("bob@example.org")
    asked.refresh_from_db()
    clock.shift(datetime.timedelta(days=7, seconds=1))

    assert asked.faults == 1
    assert statuses() == {"bob@example.org acme subprocessors": "pending"}
    assert (services.drop_old_sign_ups(), SignUp.objects.count()) == (1, 0)
