"""Links of letters: a button behind each, nothing by looking, the same however often it is pressed."""

import datetime
import json
import random
import string

import pytest
import time_machine
from django.utils import timezone

from apps.mailroom.choices import Told
from apps.mailroom.events import take_effect
from apps.mailroom.models import Letter
from apps.organisation import services as organisation
from apps.publications import services
from apps.publications.models import Subscriber
from apps.publications.queries import audience
from apps.publications.services import Person
from apps.publications.tokens import leave_link, preferences_link, signed
from apps.trail.models import Act
from tests.builders import BUILDER, a_brand, a_contact, a_customer

from .mail import a_subscriber, asks, letters, link_to, links_of, text_of, visitor

pytestmark = pytest.mark.django_db
ALPHABET = string.ascii_letters + string.digits + "-_."


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


def path(link: str) -> str:
    return link.partition("8000")[2]


def confirm_path() -> str:
    return link_to("confirm", letters("confirm")[-1])


def states() -> list[str]:
    return [f"{one.brand.key} {one.topic} {one.status}" for one in Subscriber.objects.order_by("pk")]


# --- Confirm ---


def test_the_button_confirms_and_what_was_proven_is_on_record(clock):
    asks()

    answer = visitor().post(confirm_path())

    subscriber = Subscriber.objects.get()
    assert answer.status_code == 200
    assert (subscriber.status, subscriber.confirmed_at, subscriber.confirmed_from, subscriber.confirm_until) == (
        *("confirmed", timezone.now(), "192.0.2.7"),
        None,
    )
    assert [one.kind for one in letters()] == ["publications/confirm", "publications/subscribed"]


def test_a_second_press_finds_it_done_and_does_nothing():
    asks()
    visitor().post(confirm_path())
    acts = Act.objects.count()

    answer = visitor().post(confirm_path())

    assert ("You are subscribed" in answer.content.decode(), Act.objects.count(), len(letters())) == (True, acts, 2)


def test_looking_at_the_link_shows_one_button_and_what_it_does():
    asks(topics=["subprocessors", "statement"])

    page = visitor().get(confirm_path()).content.decode()

    assert (page.count("<button"), page.count("<input"), "<script" in page) == (1, 0, False)
    assert "Acme: Changes of subprocessors" in page
    assert states() == ["acme statement pending", "acme subprocessors pending"]


@pytest.mark.parametrize(("seconds", "status", "code"), [(0, "confirmed", 200), (1, "expired", 410)])
def test_token_page_letter_and_job_go_by_one_lifetime(clock, seconds, status, code):
    asks()
    assert "9 March 2026, 10:00" in text_of(letters()[0])
    clock.shift(datetime.timedelta(days=7, seconds=seconds))

    before = visitor().get(confirm_path()).status_code
    expired = services.expire_unconfirmed()
    answer = visitor().post(confirm_path())

    assert (before, expired, answer.status_code) == (code, seconds, code)
    assert states() == [f"acme subprocessors {status}"]


def test_a_link_that_has_run_out_confirms_nothing_even_before_the_job_has_looked(clock):
    asks()
    clock.shift(datetime.timedelta(days=7, seconds=1))

    answer = visitor().post(confirm_path())

    assert (answer.status_code, states()) == (410, ["acme subprocessors pending"])
    assert 'href="/acme/subscribe/"' in answer.content.decode()


@pytest.mark.parametrize("days", [1, 30])
def test_the_lifetime_is_a_setting(clock, settings, days):
    settings.SUBSCRIPTION_CONFIRM_DAYS = days
    asks()

    assert Subscriber.objects.get().confirm_until == timezone.now() + datetime.timedelta(days=days)


def test_a_link_that_was_used_does_not_bring_back_who_has_left():
    services.leave(a_subscriber())

    assert (visitor().post(confirm_path()).status_code, states()) == (404, ["acme subprocessors unsubscribed"])


# --- Leave ---


def leave_path(subscriber: Subscriber) -> str:
    return path(leave_link(subscriber.public_id))


def test_the_button_unsubscribes_at_once():
    subscriber = a_subscriber()
    page = visitor().get(leave_path(subscriber)).content.decode()

    answer = visitor().post(leave_path(subscriber))

    assert (page.count("<button"), page.count("<input"), answer.status_code) == (1, 0, 200)
    assert states() == ["acme subprocessors unsubscribed"]
    assert list(audience(subscriber.brand, "subprocessors")) == []


def test_one_click_of_a_mailbox_unsubscribes_without_cookie_or_redirect():
    subscriber = a_subscriber()

    answer = visitor().post(leave_path(subscriber), {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, states()) == (200, ["acme subprocessors unsubscribed"])


def test_leaving_works_from_any_letter_for_ever_and_as_often_as_it_is_pressed(clock):
    subscriber = a_subscriber()
    [*_others, in_letter] = [link for link in links_of(letters("subscribed")[0]) if "/leave/" in link]
    clock.shift(datetime.timedelta(days=4000))

    answers = [visitor().post(in_letter).status_code for _time in range(3)]

    subscriber.refresh_from_db()
    assert (answers, subscriber.status, subscriber.version) == ([200, 200, 200], "unsubscribed", 4)


def test_leaving_one_topic_leaves_the_others_alone():
    a_subscriber(topics=["subprocessors", "statement"])

    visitor().post(leave_path(Subscriber.objects.get(topic="statement")))

    assert states() == ["acme statement unsubscribed", "acme subprocessors confirmed"]


def test_leaving_never_touches_who_is_told_by_contract():
    contact = a_contact("ada@example.org", customer=a_customer(brand=a_brand()))
    subscriber = a_subscriber("ada@example.org")
    before = contact.version

    visitor().post(leave_path(subscriber))

    contact.refresh_from_db()
    assert (contact.version, contact.email) == (before, "ada@example.org")


# --- Preferences ---


def preferences_path(subscriber: Subscriber) -> str:
    return path(preferences_link(subscriber.public_id))


def saves(subscriber: Subscriber, *ticked: str, **values: str) -> int:
    usual = {"language": "en", "name": "", "organisation": "", "subscriptions": ticked}
    return visitor().post(preferences_path(subscriber), usual | values).status_code


def test_preferences_show_everything_that_the_address_gets():
    a_brand("globex")
    subscriber = a_subscriber()

    page = visitor().get(preferences_path(subscriber)).content.decode()

    assert (page.count('type="checkbox"'), page.count("checked")) == (4, 1)
    assert "ada@example.org" in page


def test_what_is_ticked_is_subscribed_at_once_and_what_is_not_is_ended():
    globex = a_brand("globex")
    subscriber = a_subscriber()

    assert saves(subscriber, f"{globex.pk}:subprocessors", f"{globex.pk}:statement") == 302

    assert states() == [
        "acme subprocessors unsubscribed",
        "globex statement confirmed",
        "globex subprocessors confirmed",
    ]
    added = Subscriber.objects.get(brand=globex, topic="statement")
    assert (added.email, added.source, added.wording, added.confirmed_from) == (
        *("ada@example.org", "self", "subscribe-2026-11"),
        "192.0.2.7",
    )
    assert len(letters()) == 2


def test_what_ended_can_be_ticked_again_and_its_proof_stays():
    subscriber = a_subscriber()
    services.leave(subscriber)

    saves(subscriber, f"{subscriber.brand_id}:subprocessors")

    assert states() == ["acme subprocessors confirmed"]
    past = Subscriber.past.objects.order_by("version").values_list("status", flat=True)
    assert list(past)[-4:] == ["confirmed", "unsubscribed", "pending", "confirmed"]


def test_name_organisation_and_language_are_changed_for_all_of_the_address():
    a_subscriber(topics=["subprocessors", "statement"])
    both = list(Subscriber.objects.order_by("pk"))

    saves(both[0], *(f"{one.brand_id}:{one.topic}" for one in both), name="Ada", organisation="Engines", language="nl")

    told = Subscriber.objects.values_list("name", "organisation", "language", "status")
    assert list(told) == [("Ada", "Engines", "nl", "confirmed")] * 2


def test_saving_what_is_there_already_writes_nothing():
    subscriber = a_subscriber()
    acts = Act.objects.count()

    saves(subscriber, f"{subscriber.brand_id}:subprocessors")

    assert Act.objects.count() == acts


def test_one_button_ends_everything_whatever_is_ticked():
    a_subscriber(topics=["subprocessors", "statement"])
    subscriber = Subscriber.objects.first()

    saves(subscriber, f"{subscriber.brand_id}:statement", leave_all="1")

    assert states() == ["acme statement unsubscribed", "acme subprocessors unsubscribed"]


def test_preferences_of_one_address_tell_and_change_nothing_of_another():
    bob = a_subscriber("bob@example.org", name="Bob")
    ada = a_subscriber("ada@example.org")

    saves(ada, leave_all="1")

    assert Subscriber.objects.get(pk=bob.pk).status == "confirmed"
    assert "bob" not in visitor().get(preferences_path(ada)).content.decode().lower()


@pytest.mark.parametrize("ticked", ["99999:subprocessors", "x", "1:everything"])
def test_a_choice_that_is_not_there_is_refused_and_changes_nothing(ticked):
    subscriber = a_subscriber()

    assert saves(subscriber, ticked) == 200
    assert states() == ["acme subprocessors confirmed"]


def test_what_is_held_is_a_file_with_everything_and_nothing_of_others():
    a_subscriber("bob@example.org", name="Bob")
    ada = a_subscriber("ada@example.org", name="Ada", organisation="Engines")

    answer = visitor().get(preferences_path(ada) + "data.json")

    held = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="subscription.json"'
    assert (held["address"], len(held["subscriptions"]), "Bob" in answer.content.decode()) == (
        *("ada@example.org", 1),
        False,
    )
    assert {name: held["subscriptions"][0][name] for name in ("name", "organisation", "confirmed_from", "status")} == {
        "name": "Ada",
        "organisation": "Engines",
        "confirmed_from": "192.0.2.7",
        "status": "Confirmed",
    }
    assert [one["kind"] for one in held["letters"]] == ["Please confirm your subscription", "Subscription confirmed"]


@pytest.mark.parametrize("what", ["confirm", "leave", "preferences"])
def test_pages_of_one_person_are_kept_and_listed_by_nobody(what):
    subscriber = a_subscriber()
    paths = {"confirm": confirm_path(), "leave": leave_path(subscriber), "preferences": preferences_path(subscriber)}

    answer = visitor().get(paths[what])

    names = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")
    assert [answer[name] for name in names] == ["no-store", "no-referrer", "noindex, nofollow"]
    assert len(answer.cookies) == 0


def test_pages_of_one_person_are_in_the_language_of_their_letters():
    subscriber = a_subscriber(language="nl")

    answer = visitor().get(preferences_path(subscriber), HTTP_ACCEPT_LANGUAGE="en")

    assert (answer["Content-Language"], '<html lang="nl">' in answer.content.decode()) == ("nl", True)


# --- Tokens ---


def test_a_token_for_one_purpose_opens_nothing_else():
    subscriber = a_subscriber()
    secret = confirm_path().split("/")[-2]
    tokens = {
        purpose: signed(purpose, subscriber.public_id) for purpose in ("confirm", "leave", "preferences", "object")
    }

    tried = {
        f"{place} with {purpose}": visitor().post(f"/subscriptions/{place}{token}/").status_code
        for place, own in {"confirm/": "confirm", "leave/": "leave", "": "preferences"}.items()
        for purpose, token in (tokens | {"secret": secret}).items()
        if purpose != own and (place, purpose) != ("confirm/", "secret")
    }

    assert set(tried.values()) == {404}
    assert states() == ["acme subprocessors confirmed"]


@pytest.mark.parametrize("what", ["confirm", "leave", "preferences"])
def test_no_altered_token_ever_works(what):
    if what == "confirm":
        asks()
        token = confirm_path().split("/")[-2]
    else:
        token = signed(what, a_subscriber().public_id)
    before, dice = states(), random.Random(19)
    place = {"preferences": "/subscriptions/"}.get(what, f"/subscriptions/{what}/")

    codes = set()
    for spot, letter in enumerate(token):
        other = dice.choice([one for one in ALPHABET if one != letter])
        for altered in (token[:spot] + other + token[spot + 1 :], token[:spot] + token[spot + 1 :], token[: spot or 1]):
            codes.add(visitor().post(f"{place}{altered}/").status_code)

    assert (codes, states()) == ({404}, before)


def test_links_of_who_was_erased_lead_nowhere():
    subscriber = a_subscriber()
    links = [confirm_path(), leave_path(subscriber), preferences_path(subscriber)]

    services.erase_subscriber(subscriber, ground="GDPR art. 17(1)(b)", by=BUILDER)

    assert [visitor().get(link).status_code for link in links] == [404, 404, 404]
    assert [visitor().post(link).status_code for link in links] == [404, 404, 404]


def test_links_stand_on_the_configured_address_whatever_host_a_request_claims():
    asks()

    visitor().post(confirm_path(), HTTP_HOST="localhost", HTTP_X_FORWARDED_HOST="evil.example")

    text = text_of(letters("subscribed")[0])
    assert ("http://127.0.0.1:8000/subscriptions/" in text, "//localhost" in text, "evil" in text) == (
        True,
        False,
        False,
    )


# --- By staff, and by what mail told ---


def test_whom_staff_add_is_asked_to_confirm_like_everybody():
    services.add_by_staff(a_brand(), email="ada@example.org", person=Person("Ada", "Engines", "en"), by=BUILDER)
    services.take_sign_ups()
    before = states()

    visitor().post(confirm_path())

    assert (before, states()) == (["acme subprocessors pending"], ["acme subprocessors confirmed"])
    assert (Subscriber.objects.get().source, Subscriber.objects.get().wording) == ("staff", "subscribe-2026-11")


def test_staff_do_not_ask_again_who_is_confirmed():
    subscriber = a_subscriber()

    with pytest.raises(services.SubscribedAlready, match="is subscribed already"):
        services.add_by_staff(subscriber.brand, email="Ada@example.org", person=Person(), by=BUILDER)

    assert states() == ["acme subprocessors confirmed"]


@pytest.mark.parametrize(
    ("told", "status"),
    [(Told.BOUNCED_HARD, "bounced"), (Told.COMPLAINED, "complained"), (Told.UNSUBSCRIBED, "unsubscribed")],
)
def test_what_becomes_of_a_letter_ends_the_subscriptions_of_its_address_alone(told, status):
    a_subscriber("ada@example.org")
    a_subscriber("bob@example.org")

    for _time in range(2):
        take_effect(letters("subscribed")[0], told)

    assert states() == [f"acme subprocessors {status}", "acme subprocessors confirmed"]


@pytest.mark.parametrize("what", ["bounce", "complain"])
def test_what_mail_tells_of_an_address_ends_all_its_subscriptions(what):
    a_subscriber(topics=["subprocessors", "statement"])
    a_subscriber("bob@example.org")

    ended = [getattr(services, what)("Ada@Example.org") for _time in range(2)]

    status = {"bounce": "bounced", "complain": "complained"}[what]
    assert (ended, states()) == (
        [2, 0],
        [f"acme statement {status}", f"acme subprocessors {status}", "acme subprocessors confirmed"],
    )


def test_who_is_erased_leaves_a_row_without_anything_personal():
    subscriber = services.erase_subscriber(a_subscriber(name="Ada"), ground="GDPR art. 17(1)(b)", by=BUILDER)

    subscriber.refresh_from_db()
    assert (subscriber.status, str(subscriber)) == ("erased", "(erased)")
    assert [getattr(subscriber, name) for name in Subscriber.trail.personal] == ["", "", "", "", None, "", None, ""]
    assert [one.email for one in Subscriber.objects.confirmed()] == []


def test_the_audience_is_everybody_who_confirmed_by_key():
    brand = a_brand()
    first, second = a_subscriber("ada@example.org", name="Ada"), a_subscriber("bob@example.org", language="nl")
    asks("pending@example.org")
    a_subscriber("other@example.org", brand=a_brand("globex"))
    services.leave(a_subscriber("left@example.org"))

    assert list(audience(brand, "subprocessors")) == [
        {"pk": one.pk, "email": one.email, "name": one.name, "language": one.language, "public_id": one.public_id}
        for one in (first, second)
    ]


def test_a_brand_that_has_gone_shows_only_what_one_still_has_of_it():
    subscriber, globex = a_subscriber(), a_brand("globex")
    organisation.change(globex, is_active=False, by=BUILDER)

    page = visitor().get(preferences_path(subscriber)).content.decode()

    assert (page.count('type="checkbox"'), "Globex" in page, Letter.objects.count()) == (2, False, 2)
