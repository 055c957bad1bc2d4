"""A provider is handed the letter that is kept, and its answers, or that there was none, mean what they can mean."""

import json
from email import message_from_bytes

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.mailroom import services
from apps.mailroom.handover import Line, Unreachable
from apps.mailroom.models import Acceptance, Delivery, Letter
from apps.mailroom.providers import ProviderLine, leaves, open_line
from apps.mailroom.sending import drain
from privacy_office.mail import PROVIDERS, mail_settings
from tests.builders import BUILDER, a_brand, a_letter
from tests.mailroom.provider_api import CUT, SILENT, provider_api

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/unsubscribe/1/"
#: A letter was taken, in each provider's words, and what it then calls it.
TAKEN = {
    "sparkpost": ('{"results": {"total_accepted_recipients": 1, "total_rejected_recipients": 0, "id": "66"}}', "66"),
    "mailgun": ('{"id": "<20.1@mg.example.org>", "message": "Queued. Thank you."}', "<20.1@mg.example.org>"),
    "postmark": ('{"To": "ada@example.org", "ErrorCode": 0, "Message": "OK", "MessageID": "b7-5"}', "b7-5"),
}
URLS = {
    "sparkpost": "sparkpost://:key@",
    "mailgun": "mailgun://mg.example.org:key@",
    "postmark": "postmark://:key@",
}


@pytest.fixture
def office(settings):
    """Lets letters leave by a provider, whose API is at an address."""

    def use(provider: str, url: str) -> None:
        for name, value in mail_settings(URLS[provider], timeout=1).items():
            setattr(settings, name, value)
        settings.ANYMAIL = settings.ANYMAIL | {f"{provider.upper()}_API_URL": f"{url}/"}

    return use


def stands(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.status


def events(letter: Letter) -> list[tuple[str, int | None]]:
    return list(Delivery.objects.filter(letter=letter).values_list("event", "code"))


def wire_of(letter: Letter) -> bytes:
    return services.open_message(letter, by=BUILDER)


# --- What it is handed ---


def test_sparkpost_is_handed_the_very_bytes_and_changes_nothing_in_them(office):
    letter = a_letter("ada@example.org", name="Ada")
    with provider_api((200, TAKEN["sparkpost"][0])) as api:
        office("sparkpost", api.url)
        drain()

    [handed] = api.handed
    assert (handed.path, handed.headers["Authorization"]) == ("/transmissions/", "key")
    assert json.loads(handed.body) == {
        "recipients": [{"address": {"email": "ada@example.org"}}],
        "content": {"email_rfc822": wire_of(letter).decode()},
        "metadata": {"letter": letter.message_id},
        "options": {
            "open_tracking": False,
            "click_tracking": False,
            "perform_substitutions": False,
            "transactional": True,
        },
    }


def test_list_mail_is_no_transactional_mail_to_sparkpost(office):
    a_letter("ada@example.org", unsubscribe=LINK)
    with provider_api((200, TAKEN["sparkpost"][0])) as api:
        office("sparkpost", api.url)
        drain()

    assert json.loads(api.handed[0].body)["options"]["transactional"] is False


def test_mailgun_is_handed_the_very_bytes(office):
    letter = a_letter("ada@example.org", name="Ada")
    with provider_api((200, TAKEN["mailgun"][0])) as api:
        office("mailgun", api.url)
        drain()

    [handed] = api.handed
    form = message_from_bytes(f"Content-Type: {handed.headers['Content-Type']}\r\n\r\n".encode() + handed.body)
    parts = {part.get_param("name", header="Content-Disposition"): part for part in form.get_payload()}
    assert handed.path == "/mg.example.org/messages.mime"
    assert sorted(parts) == ["message", "o:tracking", "to", "v:letter"]
    assert wire_of(letter).strip() in handed.body
    assert [parts[name].get_payload().strip() for name in ("to", "o:tracking", "v:letter")] == [
        "ada@example.org",
        "no",
        letter.message_id,
    ]


def test_postmark_is_handed_the_parts_of_the_message_under_its_message_id(office):
    brand = a_brand("globex", privacy_email="privacy@globex.example")
    letter = a_letter("ada@example.org", name="Ada é", brand=brand, unsubscribe=LINK)
    with provider_api((200, TAKEN["postmark"][0])) as api:
        office("postmark", api.url)
        drain()

    content, handed = services.open_letter(letter, by=BUILDER), json.loads(api.handed[0].body)
    headers = {one["Name"]: one["Value"] for one in handed.pop("Headers")}
    assert headers == {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Letter-Kind": letter.kind,
        "List-Unsubscribe": f"<{LINK}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "X-PM-KeepID": "true",
    }
    assert (handed["Subject"], handed["TextBody"], handed["HtmlBody"]) == (letter.subject, content.text, content.html)
    assert (handed["ReplyTo"], handed["TrackOpens"], handed["TrackLinks"]) == ("privacy@globex.example", False, "None")
    assert "ada@example.org" in handed["To"]
    assert handed["Metadata"] == {"letter": letter.message_id}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_letter_that_a_provider_took_is_handed_over_and_known_by_its_name_there(provider, office):
    letter = a_letter("ada@example.org")
    words, provider_id = TAKEN[provider]
    with provider_api((200, words)) as api:
        office(provider, api.url)
        assert drain() == 1
        assert drain() == 0

    assert len(api.handed) == 1
    assert (stands(letter), events(letter)) == ("handed_over", [("queued", None), ("handed_over", 200)])
    assert list(Acceptance.objects.values_list("letter", "provider", "provider_id")) == [
        (letter.pk, provider, provider_id)
    ]


def test_one_session_serves_many_letters(office):
    for number in range(30):
        a_letter(f"p{number}@example.org")
    with provider_api((200, TAKEN["sparkpost"][0])) as api:
        office("sparkpost", api.url)
        assert drain() == 30

    assert (len(api.handed), api.connections) == (30, 1)


# --- What it answers ---


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        ((400, '{"errors": [{"message": "invalid data"}]}'), "refused", 400),
        ((422, "{}"), "refused", 422),
        ((408, ""), "deferred", 408),
        ((429, "slow down"), "deferred", 429),
        ((500, "oops"), "deferred", 500),
        ((503, "later"), "deferred", 503),
        ((502, "<html>"), "unknown_outcome", 502),
        ((504, "<html>"), "unknown_outcome", 504),
        ((401, "who?"), "deferred", 401),
        ((403, "no"), "deferred", 403),
        ((200, "not json"), "unknown_outcome", 200),
        ((200, "{}"), "unknown_outcome", 200),
        (SILENT, "unknown_outcome", None),
        (CUT, "unknown_outcome", None),
    ],
)
def test_an_answer_means_what_it_can_mean(provider, answer, status, code, office):
    letter = a_letter("ada@example.org")
    with provider_api(answer) as api:
        office(provider, api.url)
        drain()

    assert len(api.handed) == 1
    assert (stands(letter), events(letter)[1:]) == (status, [(status, code)])
    assert not Acceptance.objects.exists()


def test_of_an_unknown_outcome_the_letter_is_sent_once_more_under_its_message_id_and_then_waits(office):
    letter = a_letter("ada@example.org")
    with provider_api(SILENT, SILENT) as api:
        office("sparkpost", api.url)
        for _try in range(4):
            drain()
            Letter.objects.filter(pk=letter.pk).exclude(next_try_at=None).move(next_try_at=letter.queued_at)

    assert [json.loads(one.body)["metadata"] for one in api.handed] == [{"letter": letter.message_id}] * 2
    assert (stands(letter), letter.next_try_at) == ("unknown_outcome", None)


def test_an_address_that_the_provider_refuses_is_refused(office):
    letter = a_letter("ada@example.org")
    answer = '{"results": {"total_accepted_recipients": 0, "total_rejected_recipients": 1, "id": "66"}}'
    with provider_api((200, answer)) as api:
        office("sparkpost", api.url)
        drain()

    assert stands(letter) == "refused"


@pytest.mark.parametrize("status", [401, 403])
def test_a_provider_that_does_not_let_us_in_is_asked_once_and_everything_is_put_off(status, office):
    letters = [a_letter(f"p{number}@example.org") for number in range(3)]
    with provider_api((status, "no")) as api:
        office("sparkpost", api.url)
        drain()

    assert len(api.handed) == 1
    assert [stands(one) for one in letters] == ["deferred"] * 3


def test_a_provider_that_is_not_there_is_asked_once_and_nothing_is_of_unknown_outcome(office):
    letters = [a_letter(f"p{number}@example.org") for number in range(3)]
    office("sparkpost", "http://127.0.0.1:9")

    with pytest.raises(Unreachable):
        ProviderLine("sparkpost").hand_over(wire_of(letters[0]), sender="x", to="ada@example.org", begin=lambda: True)
    drain()

    assert [stands(one) for one in letters] == ["deferred"] * 3


def test_a_letter_that_cannot_be_put_as_the_provider_wants_it_is_put_off_and_nothing_was_sent(office, settings):
    letter = a_letter("ada@example.org")
    with provider_api((200, TAKEN["mailgun"][0])) as api:
        office("mailgun", api.url)
        settings.ANYMAIL = settings.ANYMAIL | {"MAILGUN_SENDER_DOMAIN": "a/b"}
        drain()

    assert (stands(letter), api.handed) == ("deferred", [])
    assert "Invalid '/' in sender domain" in letter.last_error


def test_nothing_is_sent_where_the_fence_says_no(office):
    letter = a_letter("ada@example.org")
    with provider_api((200, TAKEN["sparkpost"][0])) as api:
        office("sparkpost", api.url)
        with open_line() as line:
            answer = line.hand_over(wire_of(letter), sender="x", to="ada@example.org", begin=lambda: False)

    assert (answer, api.handed) == (None, [])


def test_an_answer_is_kept_without_the_address_that_it_repeats(office):
    letter = a_letter("ada@example.org")
    with provider_api((400, '{"errors": "ada@example.org is none"}')) as api:
        office("sparkpost", api.url)
        drain()

    assert "… is none" in letter.deliveries.last().answer
    assert "ada@" not in letter.deliveries.last().answer


# --- The one setting ---


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_is_chosen_by_the_one_setting(provider, settings):
    for name, value in mail_settings(URLS[provider], timeout=30).items():
        setattr(settings, name, value)

    assert leaves()
    assert isinstance(open_line(), ProviderLine)
    assert f"anymail.backends.{provider}.EmailBackend" == settings.EMAIL_BACKEND


def test_without_one_a_mail_server_or_nothing_is_as_before(settings):
    for url, leaving in (("smtp+tls://u:p@mail.example.org:587", True), ("filemail:", False)):
        for name, value in mail_settings(url, timeout=30).items():
            setattr(settings, name, value)
        assert (leaves(), type(open_line()), settings.MAIL_PROVIDER) == (leaving, Line, "")


@pytest.mark.parametrize(
    ("url", "given"),
    [
        ("sparkpost://:k%2Fey@", {"SPARKPOST_API_KEY": "k/ey"}),
        (
            "sparkpost://:key@api.eu.sparkpost.com",
            {"SPARKPOST_API_KEY": "key", "SPARKPOST_API_URL": "https://api.eu.sparkpost.com/api/v1/"},
        ),
        (
            "mailgun://mg.example.org:key@api.eu.mailgun.net",
            {
                "MAILGUN_API_KEY": "key",
                "MAILGUN_SENDER_DOMAIN": "mg.example.org",
                "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3/",
            },
        ),
        ("postmark://:token@", {"POSTMARK_SERVER_TOKEN": "token"}),
    ],
)
def test_the_setting_says_key_domain_and_region(url, given):
    assert mail_settings(url, timeout=30)["ANYMAIL"] == given | {"WEBHOOK_SECRET": "", "REQUESTS_TIMEOUT": 30}


@pytest.mark.parametrize(
    ("url", "more", "words"),
    [
        ("sparkpost://", {}, "form sparkpost://:API_KEY@"),
        ("sparkpost://key@", {}, "form sparkpost://:API_KEY@"),
        ("mailgun://:key@", {}, "form mailgun://DOMAIN:API_KEY@"),
        ("postmark://:t@", {"secret": "nothing"}, "a name and a password"),
        ("postmark://:t@", {"secret": "name:"}, "a name and a password"),
        ("postmark://:t@", {"signing_key": "k"}, "does not sign"),
        ("pigeon://:t@", {}, "pigeon"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_how_to_mend_it(url, more, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        mail_settings(url, timeout=30, **more)
