"""What a new version means for visitors who chose already: each rule by itself, and what no rule may do."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cookies.choices import Verdict
from apps.cookies.materiality import needs_explanation, reasons_between, verdict_of

COOKIE = {
    "name": "_ga",
    "match": "exact",
    "storage": "http_cookie",
    "category": "performance",
    "domain": "",
    "path": "",
    "party": "first",
    "purpose": "analysis",
    "text": {"en": "Counts.", "nl": "Telt."},
    "hosted_in": ["NL"],
    "provider": {"name": "Globex", "privacy_url": ""},
    "transfer": "",
    "is_session": False,
    "lifetime": 86_400,
    "is_refreshed": False,
}


def a_category(key: str) -> dict:
    texts = {field: {"en": f"{field} of {key}", "nl": key} for field in ("title", "description", "implications")}
    return {"key": key, "is_required": key == "strictly_necessary", **texts}


def a_country(name: str, *, is_covered: bool) -> dict:
    return {"en": name, "nl": name, "is_covered": is_covered}


def said(*cookies: dict, **values) -> dict:
    cookies = cookies or (COOKIE,)
    keys = ("strictly_necessary", "functional", "performance", "marketing")
    used = {one["category"] for one in cookies}
    return {
        "brand": "acme",
        "name": "Acme",
        "site": {"domain": "www.acme.example", "id": "0" * 16, "choice_days": 182, "honours_gpc": True},
        "categories": [a_category(key) for key in keys if key in used],
        "countries": {"NL": a_country("Netherlands", is_covered=True)},
        "cookies": list(cookies),
    } | values


def with_text(field: str) -> dict:
    changed = said()
    changed["categories"] = copy.deepcopy(changed["categories"])
    changed["categories"][0][field]["en"] = "Other words."
    return changed


ANOTHER = COOKIE | {"name": "_gid"}
US = {"NL": a_country("Netherlands", is_covered=True), "US": a_country("United States", is_covered=False)}
CH = {"NL": a_country("Netherlands", is_covered=True), "CH": a_country("Switzerland", is_covered=True)}
MONTH = 2_628_000


@pytest.mark.parametrize(
    ("rule", "after", "verdict"),
    [
        ("new_category", said(COOKIE, ANOTHER | {"category": "marketing"}), Verdict.ASK_AGAIN),
        ("new_purpose", said(COOKIE, ANOTHER | {"purpose": "advertising"}), Verdict.ASK_AGAIN),
        (
            "new_provider",
            said(COOKIE, ANOTHER | {"provider": {"name": "Initech", "privacy_url": ""}}),
            Verdict.ASK_AGAIN,
        ),
        ("category_changed", said(COOKIE | {"category": "marketing"}), Verdict.ASK_AGAIN),
        ("category_changed", said(COOKIE | {"category": "functional"}), Verdict.ASK_AGAIN),  # new there, so asked
        ("country_without_adequacy", said(COOKIE | {"hosted_in": ["US"]}, countries=US), Verdict.ASK_AGAIN),
        ("new_country", said(COOKIE | {"hosted_in": ["CH"]}, countries=CH), Verdict.INFORM),
        ("longer_lifetime", said(COOKIE | {"lifetime": 12 * MONTH}), Verdict.INFORM),
        ("longer_lifetime", said(COOKIE | {"lifetime": 14 * MONTH}), Verdict.ASK_AGAIN),
        ("shorter_lifetime", said(COOKIE | {"lifetime": 60}), Verdict.SILENT),
        ("shorter_lifetime", said(COOKIE | {"is_session": True, "lifetime": None}), Verdict.SILENT),
        ("another_cookie", said(COOKIE, ANOTHER), Verdict.INFORM),
        ("purpose_told_otherwise", said(COOKIE | {"text": {"en": "Sells.", "nl": "Telt."}}), Verdict.ASK_AGAIN),
        ("purpose_told_otherwise", said(COOKIE | {"text": {"en": "Counts.", "nl": "Tellen."}}), Verdict.ASK_AGAIN),
        ("category_told_otherwise", with_text("implications"), Verdict.ASK_AGAIN),
        ("title_changed", with_text("title"), Verdict.SILENT),
        ("party_changed", said(COOKIE | {"party": "third"}), Verdict.INFORM),
        ("settings_changed", said(site=said()["site"] | {"choice_days": 90}), Verdict.SILENT),
        ("brand_renamed", said(name="Acme Global"), Verdict.INFORM),
    ],
)
def test_each_rule_gives_its_verdict_and_its_reason(rule, after, verdict):
    reasons = reasons_between(said(), after)

    assert rule in [one.rule for one in reasons]
    assert verdict_of(reasons) == verdict
    assert all(one.words for one in reasons)


def test_a_cookie_that_goes_is_silent():
    assert verdict_of(reasons_between(said(COOKIE, ANOTHER), said())) == Verdict.SILENT


def test_a_stricter_category_that_was_there_tells_and_does_not_ask():
    functional = COOKIE | {"name": "lang", "category": "functional"}
    before, after = said(COOKIE, functional), said(COOKIE | {"category": "functional"}, functional)

    assert verdict_of(reasons_between(before, after)) == Verdict.INFORM


def test_only_words_that_changed_can_be_explained():
    words = reasons_between(said(), said(COOKIE | {"text": {"en": "Counts visits.", "nl": "Telt."}}))
    more = reasons_between(said(), said(COOKIE | {"text": {"en": "x", "nl": "y"}, "category": "marketing"}))

    assert (needs_explanation(words), needs_explanation(more)) == (True, False)
    assert verdict_of(words, explanation="A typing error.") == Verdict.INFORM
    assert verdict_of(more, explanation="A typing error.") == Verdict.ASK_AGAIN
    assert verdict_of(words, explanation="  ") == Verdict.ASK_AGAIN


NAMES = st.sampled_from(["a", "b", "c", "d"])
COOKIES = st.lists(
    st.builds(
        lambda name, category, purpose, provider, lifetime: (
            COOKIE
            | {"name": name, "category": category, "purpose": purpose, "lifetime": lifetime}
            | {"provider": {"name": provider, "privacy_url": ""}}
        ),
        *(NAMES, st.sampled_from(["functional", "performance", "marketing"]), st.sampled_from(["x", "y"])),
        *(st.sampled_from(["Globex", "Initech"]), st.sampled_from([60, 13 * MONTH, 14 * MONTH])),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one["name"],
)


@given(COOKIES)
def test_nothing_changed_is_nothing_to_tell(cookies):
    assert reasons_between(said(*cookies), said(*copy.deepcopy(cookies))) == []


@given(COOKIES, st.data())
def test_taking_cookies_away_never_asks_again(cookies, data):
    left = data.draw(st.lists(st.sampled_from(cookies), min_size=1, unique_by=lambda one: one["name"]))

    assert verdict_of(reasons_between(said(*cookies), said(*left))) in {Verdict.SILENT, Verdict.INFORM}


@given(COOKIES, st.data())
def test_another_cookie_like_one_that_is_there_never_asks_again(cookies, data):
    like = data.draw(st.sampled_from(cookies)) | {"name": "new"}

    assert verdict_of(reasons_between(said(*cookies), said(*cookies, like))) == Verdict.INFORM


@given(COOKIES, COOKIES)
def test_what_is_offered_for_the_first_time_is_always_asked(before, after):
    known = {one["category"] for one in before}
    reasons = reasons_between(said(*before), said(*after))

    if {one["category"] for one in after} - known:
        assert verdict_of(reasons) == Verdict.ASK_AGAIN
