"""Notices: drafted from the registry, published as drafted, and read by people and banners for good."""

import json
import re

import pytest
from django.urls import reverse

from apps.casework.lifecycle import TransitionNotAllowed
from apps.cookies import banners, services
from apps.cookies.choices import NoticeStatus, Verdict
from apps.cookies.models import CategoryText, CookieNotice
from apps.cookies.queries.lint import findings
from apps.cookies.queries.versions import offered_keys, version_by_name, version_name
from apps.cookies.seeds import seed_texts
from apps.cookies.services import NothingToPublish, NotPublishable
from apps.publications.models import PublishedVersion
from apps.trail.acts import act
from apps.trail.verification import verify
from tests.builders import BUILDER, a_brand, a_country
from tests.cookies.registry import a_cookie, a_provider, a_site, a_waiver, a_webmaster
from tests.shared_data import hostile_strings

pytestmark = pytest.mark.django_db
HOSTILE = "</script><img src=x onerror=alert(1)>"


def published(site=None, **values) -> PublishedVersion:
    """The next version of a site's notice."""
    draft = services.draft_notice(site or a_site(), by=a_webmaster())
    return services.publish_notice(draft, by=a_webmaster(), **values).published


@pytest.fixture
def texts():
    with act("organisation.seeded", by=BUILDER):
        seed_texts(by=BUILDER)


# --- Drafting and publishing -----------------------------------------------------------------------------------------


def test_the_first_version_asks_and_counts_from_one():
    a_cookie()

    version = published()

    assert (version.number, version.part, version.said["revision"]) == (1, "www.acme.example", 1)
    assert version_name(version) == f"{a_site().public_id}.1"


def test_versions_of_two_sites_of_a_brand_are_numbered_apart():
    a_cookie(), a_cookie(site=a_site("b.example"))

    assert [published(a_site(domain)).number for domain in ("www.acme.example", "b.example")] == [1, 1]
    a_cookie("x")
    assert published().number == 2


@pytest.mark.parametrize(
    ("values", "revision", "verdict"),
    [({"name": "_gid"}, 1, Verdict.INFORM), ({"name": "ads", "category": "marketing"}, 2, Verdict.ASK_AGAIN)],
)
def test_the_revision_rises_exactly_when_visitors_are_asked_again(values, revision, verdict):
    a_cookie()
    published()
    a_cookie(**values)

    said = published().said

    assert (said["revision"], said["verdict"]) == (revision, verdict)


def test_nothing_is_drafted_where_nothing_changed():
    a_cookie()
    published()

    with pytest.raises(NothingToPublish, match="nothing changed"):
        services.draft_notice(a_site(), by=BUILDER)


def test_changed_words_ask_again_unless_somebody_says_why_they_mean_the_same():
    cookie = a_cookie()
    published()
    services.change_cookie(cookie, purpose_en="Counts visits", by=BUILDER)
    draft = services.draft_notice(a_site(), by=BUILDER)

    notice = services.publish_notice(draft, explanation="A full stop.", by=a_webmaster())

    assert (draft.verdict, notice.verdict) == (Verdict.ASK_AGAIN, Verdict.INFORM)
    assert (notice.explanation, notice.published.said["revision"]) == ("A full stop.", 1)


def test_what_else_asks_again_cannot_be_explained_away():
    a_cookie()
    published()
    a_cookie("ads", category="marketing")

    with pytest.raises(NotPublishable, match="Only changed words can be explained"):
        published(explanation="We think it is fine.")


def test_a_draft_that_the_registry_left_behind_is_not_published():
    a_cookie()
    draft = services.draft_notice(a_site(), by=BUILDER)
    a_cookie("x")

    with pytest.raises(NotPublishable, match="The registry changed since"):
        services.publish_notice(draft, by=BUILDER)
    again = services.draft_notice(a_site(), by=BUILDER)

    assert again.pk == draft.pk
    assert services.publish_notice(again, by=BUILDER).published.number == 1


def test_errors_of_the_lint_keep_a_notice_back_and_warnings_do_not():
    site = a_site()
    a_cookie("ab", match="prefix")
    cookie = a_cookie("x", purpose_nl="")
    draft = services.draft_notice(site, by=BUILDER)

    with pytest.raises(NotPublishable, match="x does not say what it is for in NL"):
        services.publish_notice(draft, by=BUILDER)
    [error] = [one for one in findings(site) if one.is_error]
    a_waiver(site, rule=error.waiver_rule, about=error.key)

    assert services.publish_notice(draft, by=BUILDER).published.number == 1
    assert error.cookie == cookie


def test_a_draft_is_published_once_and_a_withdrawn_one_never():
    a_cookie()
    draft = services.draft_notice(a_site(), by=BUILDER)
    services.publish_notice(draft, by=BUILDER)

    with pytest.raises(TransitionNotAllowed):
        services.publish_notice(draft, by=BUILDER)
    a_cookie("x")
    withdrawn = services.withdraw_notice(services.draft_notice(a_site(), by=BUILDER), by=BUILDER)
    with pytest.raises(TransitionNotAllowed):
        services.publish_notice(withdrawn, by=BUILDER)

    assert PublishedVersion.objects.count() == 1
    assert set(CookieNotice.objects.values_list("status", flat=True)) == {
        NoticeStatus.PUBLISHED,
        NoticeStatus.WITHDRAWN,
    }


def test_the_trail_of_a_published_notice_verifies():
    a_cookie()
    published()

    assert verify().findings == []


# --- The lint --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "values", "is_error"),
    [
        ("purpose_missing", {"purpose_en": " "}, True),
        ("html_in_text", {"purpose_en": "<b>Counts</b>"}, False),
        ("unseen_characters", {"purpose_en": "Cou\u200bnts"}, True),
        ("lifetime_missing", {"lifetime": None}, True),
        ("lifetime_over_13_months", {"lifetime": 396 * 86_400}, False),
        ("lifetime_beyond_browsers", {"lifetime": 401 * 86_400}, False),
        ("lifetime_absurd", {"lifetime": 82 * 365 * 86_400}, False),
        ("prefix_without_secure", {"name": "__Secure-x", "secure": False}, True),
        ("host_prefix_with_domain", {"name": "__Host-x", "domain": "acme.example"}, True),
        ("same_site_none_without_secure", {"same_site": "none", "secure": False}, True),
        ("partitioned_without_secure", {"is_partitioned": True, "secure": False}, True),
        ("short_prefix", {"name": "_ga", "match": "prefix"}, False),
        ("country_missing", {"domain": "ads.example"}, True),
        ("transfer_missing", {"domain": "ads.example", "hosted_in": "US"}, True),
        ("provider_not_approved", {"domain": "ads.example", "hosted_in": "NL"}, False),
        (
            "necessary_third_party",
            {"domain": "ads.example", "hosted_in": "NL", "category": "strictly_necessary"},
            False,
        ),
        ("consent_cookie_by_script", {"name": "cc_cookie", "storage": "script_cookie"}, False),
    ],
)
def test_each_rule_of_the_lint_finds_its_fault(rule, values, is_error):
    a_country("NL"), a_country("US")
    a_cookie(**({"name": "x"} | values))

    found = {one.rule: one.is_error for one in findings(a_site())}

    assert found.get(rule) == is_error, found


def test_what_is_declared_well_has_nothing_wrong():
    a_country("NL")
    a_cookie("x", hosted_in="NL"), a_cookie("session", category="strictly_necessary", is_session=True)

    assert findings(a_site()) == []


def test_what_is_strictly_necessary_is_of_no_advertiser():
    a_cookie("x", category="strictly_necessary", provider=a_provider("Ads", does_advertising=True))

    assert [one.rule for one in findings(a_site()) if one.is_error] == ["necessary_of_advertiser"]


def test_the_lint_costs_the_same_few_queries_for_many_cookies(django_assert_max_num_queries):
    for number in range(30):
        a_cookie(f"cookie {number}", purpose_nl="")

    site = a_site()

    with django_assert_max_num_queries(4):
        assert len(findings(site)) == 30


# --- What the public reads -------------------------------------------------------------------------------------------


def test_each_cookie_stands_on_the_page_with_all_that_was_promised(client, texts):
    a_country("US")
    provider = a_provider("Globex Metrics", privacy_url="https://globex.example/privacy")
    a_cookie("_ga", match="prefix", domain="globex.example", hosted_in="US", transfer="adequacy_dpf", provider=provider)
    a_cookie("waiting", category="unclassified")
    published()

    page = client.get("/acme/cookies/www.acme.example/").content.decode()

    for words in ("_ga…", "Counts visits.", "Globex Metrics", "EU-US Data Privacy Framework", "1 year", "Third party"):
        assert words in page
    assert ("Not yet classified" in page, "https://globex.example/privacy" in page) == (True, True)
    assert (
        "Telt bezoeken."
        in client.get("/acme/cookies/www.acme.example/", headers={"accept-language": "nl"}).content.decode()
    )


def test_every_version_stays_as_page_print_and_json_byte_for_byte(client, texts):
    cookie = a_cookie()
    first = published()
    address = "/acme/cookies/www.acme.example/versions/1"
    before = [client.get(address + ending).content for ending in ("/", ".json", ".pdf")]
    services.change_cookie(cookie, purpose_en="Something else.", by=BUILDER)
    published()

    after = [client.get(address + ending).content for ending in ("/", ".json", ".pdf")]

    assert before == after
    assert before[1].decode() == first.content
    assert before[2].startswith(b"%PDF")
    assert b"Something else." in client.get("/acme/cookies/www.acme.example/").content
    differences = client.get("/acme/cookies/www.acme.example/versions/1..2/").content.decode()
    assert "What _ga is for is told in other words." in differences


@pytest.mark.parametrize(
    "path", ["", "notice.json", "versions/", "versions/1/", "versions/1.json", "as-of/2026-01-01/"]
)
def test_a_site_without_a_version_is_not_found(client, path):
    a_site()

    assert client.get(f"/acme/cookies/www.acme.example/{path}").status_code == 404


def test_the_sites_of_a_brand_are_listed_once_they_have_a_notice(client):
    a_cookie(), a_site("b.example")
    assert client.get("/acme/cookies/").status_code == 404
    published()

    page = client.get("/acme/cookies/").content.decode()

    assert ("www.acme.example" in page, "b.example" in page) == (True, False)


def test_a_page_costs_the_same_few_queries_for_many_cookies(client, django_assert_max_num_queries):
    for number in range(30):
        a_cookie(f"cookie {number}")
    published()

    with django_assert_max_num_queries(9):
        assert client.get("/acme/cookies/www.acme.example/").status_code == 200


# --- Files of banners ------------------------------------------------------------------------------------------------


def test_banners_offer_what_has_a_cookie_and_never_what_is_unclassified(client):
    a_cookie("session", category="strictly_necessary", is_session=True), a_cookie("_ga", match="prefix")
    a_cookie("waiting", category="unclassified")
    version = published()
    site = a_site()

    config = client.get(reverse("cookies:cookieconsent", args=[site.public_id, "json"])).json()
    klaro = client.get(reverse("cookies:klaro", args=[site.public_id]), {"name": "default", "testing": "true"}).json()

    assert {key: one["readOnly"] for key, one in config["categories"].items()} == {
        "strictly_necessary": True,
        "performance": False,
    }
    assert (config["mode"], config["revision"], config["version"]) == ("opt-in", 1, version_name(version))
    assert config["categories"]["performance"]["autoClear"]["cookies"] == [{"name": {"$regex": "^_ga"}}]
    assert [(one["name"], one["required"], one["default"]) for one in klaro["services"]] == [
        ("strictly_necessary", True, True),
        ("performance", False, False),
    ]
    assert (klaro["id"], klaro["cookieName"], klaro["hideDeclineAll"]) == (version_name(version), "klaro-r1", False)
    assert offered_keys(version.said) == ["performance"]


@pytest.mark.parametrize(
    ("name", "match", "klaro", "regex"),
    [
        ("_ga", "exact", "_ga", "_ga"),
        ("_ga", "prefix", "^_ga", {"$regex": "^_ga"}),
        ("^a.b", "exact", "^\\^a\\.b$", "^a.b"),
        ("a.b(c)", "prefix", "^a\\.b\\(c\\)", {"$regex": "^a\\.b\\(c\\)"}),
    ],
)
def test_names_reach_banners_literally(name, match, klaro, regex):
    a_cookie(name, match=match)
    said = published().said

    assert banners.klaro(said, "x")["services"][0]["cookies"] == [klaro]
    cleared = banners.cookieconsent(said, "x")["categories"]["performance"]["autoClear"]["cookies"]
    assert cleared == [{"name": regex}]
    if match == "prefix":
        assert re.match(klaro, name + "rest")


def test_a_hostile_text_is_text_in_every_file(client, texts):
    site = a_site()
    a_cookie("x", purpose_en=HOSTILE, purpose_nl=HOSTILE, provider=a_provider(HOSTILE))
    text = CategoryText.objects.get(category="performance", language="en")
    services.change_text(text, title=HOSTILE[:99], description=HOSTILE, by=BUILDER)
    published()

    bodies = [
        client.get(reverse("cookies:cookieconsent", args=[site.public_id, "js"])).content.decode(),
        client.get(reverse("cookies:cookieconsent", args=[site.public_id, "json"])).content.decode(),
        client.get(reverse("cookies:klaro", args=[site.public_id])).content.decode(),
        client.get("/acme/cookies/www.acme.example/").content.decode(),
        client.get("/acme/cookies/www.acme.example/versions/1/").content.decode(),
        client.get("/acme/cookies/www.acme.example/changes.atom").content.decode(),
    ]

    assert [HOSTILE in body or "<img" in body for body in bodies] == [False] * len(bodies)
    parsed = json.dumps([json.loads(body) for body in bodies[1:3]], ensure_ascii=False)
    assert ("<img" in parsed, "&lt;img" in parsed) == (False, True)
    assert client.get("/acme/cookies/www.acme.example/versions/1.pdf").content.startswith(b"%PDF")


def test_every_hostile_text_is_printed_and_shown(client):
    site, texts = a_site(), [text[:1000] for text in hostile_strings()[:300] if text.strip() and "\0" not in text]
    for number, text in enumerate(texts):
        given = {"purpose_en": text, "purpose_nl": "x", "is_session": True, "by": BUILDER}
        services.declare_cookie(site, name=f"cookie {number}", **given)
    draft = services.draft_notice(a_site(), by=BUILDER)
    for finding in findings(a_site()):
        a_waiver(a_site(), rule=finding.waiver_rule, about=finding.key)
    services.publish_notice(draft, by=BUILDER)

    pages = [client.get(f"/acme/cookies/www.acme.example/versions/1{ending}") for ending in ("/", ".pdf")]

    assert [page.status_code for page in pages] == [200, 200]
    assert "<script" not in pages[0].content.decode().lower()


def test_files_of_banners_are_the_same_for_everybody_and_kept_by_their_tag(client):
    a_cookie()
    published()
    address = reverse("cookies:klaro", args=[a_site().public_id])

    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, first["Access-Control-Allow-Origin"]) == (304, "*")
    assert ("Set-Cookie" in first, first.cookies, "public" in first["Cache-Control"]) == (False, {}, True)


def test_every_answer_to_klaro_is_json(client):
    answers = [client.get(f"/v1/privacy-managers/{'0' * 16}/{name}.json") for name in ("config", "configs")]

    assert [(one.status_code, "error" in one.json()) for one in answers] == [(404, True), (404, True)]


def test_gpc_is_told_for_the_site_that_is_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    a_site(), a_site("b.example", honours_gpc=False)

    told = [
        client.get("/.well-known/gpc.json", headers={"host": host}).json() for host in ("www.acme.example", "b.example")
    ]

    assert [one["gpc"] for one in told] == [True, False]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told[0]["lastUpdate"])


def test_a_version_is_found_by_its_name_and_nothing_else_is():
    a_cookie()
    name = version_name(published())

    found = version_by_name(name)

    assert (found.keys, found.choice_days, found.name) == (("performance",), 182, name)
    for other in ("", "x", name + "0", f"{'f' * 16}.1", name.replace(".1", ".2"), name + "\n", "0.1"):
        assert version_by_name(other) is None


def test_a_brand_that_is_closed_keeps_its_permanent_links(client):
    a_cookie()
    published()
    from apps.organisation import services as organisation

    organisation.change(a_brand("acme"), is_active=False, by=BUILDER)

    assert client.get("/acme/cookies/www.acme.example/").status_code == 404
    assert client.get("/acme/cookies/www.acme.example/versions/1/").status_code == 200
