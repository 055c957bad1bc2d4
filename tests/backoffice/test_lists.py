"""Lists, navigation and the home page: quick at any length, safe with any address, and each person sees their own."""

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from apps.accounts.choices import PERMISSIONS, ROLES
from apps.backoffice.sites import NAVIGATION
from apps.subprocessors.models import Listing, ThirdParty
from tests.backoffice.pages import KEEPERS, address
from tests.builders import a_client, a_colleague, a_record

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def keeper(model):
    return a_client(a_colleague("ada", KEEPERS.get(model._meta.app_label, "legal")))


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_list_costs_the_same_few_queries_at_any_length(model, db):
    client = keeper(model)
    signed_in = queries_of(client, reverse("admin:jsi18n"))
    costs = []
    for start, end in ((1, 4), (4, 16)):
        for number in range(start, end):
            a_record(model, number)
        costs.append(queries_of(client, address(model, "changelist")))

    assert costs[0] == costs[1]
    assert costs[0] - signed_in <= 8


JUNK = [
    "o=junk",
    "o=-99999.1.x",
    "o=1.-1",
    "p=junk",
    "p=-1",
    "p=99999999999999999999",
    "all=",
    "e=1",
    "q=%00",
    "q=%ED%A0%80",
    "q=%27%22%3Cscript%3Ealert(1)%3C/script%3E",
    "q=" + "x" * 3000,
    "pk=%00",
    "pk=x",
    "pk__in=",
    "pk__in=1,x,%00",
    "id__exact=99999999999999999999999999",
    "id__isnull=x",
    "status=",
    "status__exact=%00",
    "status__in=%00,x",
    "status__nonsense=1",
    "brand__id__exact=x",
    "brand__id__exact=%00",
    "brand__id__exact=99999999999999999999999999",
    "is_active__exact=x",
    "is_eea__exact=%00",
    "nonsense__nonsense=1",
    "password__startswith=a",
    "user__password__startswith=a",
    "history__act__facts__contains=a",
    "version__regex=(",
    "_popup=1",
    "_popup=%00",
    "_to_field=id",
    "_to_field=password",
    "_to_field=%00",
    "_changelist_filters=%00",
    "_facets=1",
    "%00=%00",
    "==&&??",
]


#: In every run each list meets a third of the junk, the next list the next third; in a slow one each meets all of it.
SOME = [pytest.param(one, JUNK[number % 3 :: 3], id=one._meta.label) for number, one in enumerate(MODELS)]
ALL = [pytest.param(one, JUNK, id=f"{one._meta.label}-all", marks=pytest.mark.slow) for one in MODELS]


@pytest.mark.parametrize(("model", "words"), [*SOME, *ALL])
def test_a_list_answers_any_address_with_a_page(model, words, db):
    a_record(model)
    client = keeper(model)
    client.raise_request_exception = False

    broken = {
        junk: answer.status_code
        for junk in words
        if (answer := client.get(f"{address(model, 'changelist')}?{junk}", follow=True)).status_code not in {200, 400}
    }

    assert broken == {}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_searched_for_is_shown_as_text(model, db):
    client = keeper(model)

    page = client.get(address(model, "changelist"), {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert(1)" not in page


def test_only_records_of_the_office_have_pages():
    assert {model._meta.app_label for model in MODELS} == {
        *("accounts", "casework", "dsr", "mailroom", "organisation", "publications", "retention", "subprocessors"),
        "trail",
    }


class Links(HTMLParser):
    """Every address that a page leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.add(dict(attrs).get("href") or "")


PAGES = {reverse(name): permission for _heading, pages in NAVIGATION for _title, _icon, name, permission in pages}


@pytest.mark.parametrize("role", [*ROLES, None])
def test_each_role_is_led_to_the_pages_of_its_permissions_and_no_others(role, db):
    client = a_client(a_colleague("ada", *([role] if role else [])))

    seen = Links(client.get(reverse("admin:index")).content.decode()).found & set(PAGES)

    permitted = {url for url, permission in PAGES.items() if role in PERMISSIONS.get(permission, ())}
    assert seen == permitted
    assert {url for url in PAGES if client.get(url).status_code == 200} == permitted


def test_every_permission_that_the_navigation_asks_for_is_held_by_some_role():
    assert [permission for permission in PAGES.values() if not PERMISSIONS.get(permission)] == []


def test_who_has_no_right_yet_sees_an_empty_home_that_says_what_happens_next(db):
    page = a_client(a_colleague("nobody")).get(reverse("admin:index")).content.decode()

    assert "Nothing is yours to look after yet" in page
    assert "An administrator proposes a role for you, and a second person grants it." in page


def test_the_home_page_shows_the_figures_that_a_person_may_look_after(db):
    for number in range(2):
        a_record(Listing, number)
    client = a_client(a_colleague("ada", "legal"))

    cards = client.get(reverse("admin:index")).context["cards"]

    figures = {str(one["card"].title): one["figure"] for one in cards}
    assert (figures["Proposals and vetting"], figures["In force"]) == (2, 0)
    assert {client.get(one["url"]).status_code for one in cards} == {200}


@pytest.mark.parametrize("chosen", ["x", "%00", "1' OR 1=1", "99999999999999999999999999", ""])
def test_an_action_on_records_that_are_none_breaks_nothing(chosen, db):
    client = a_client(a_colleague("ada", "legal"))
    data = {"action": "start-vetting", "_selected_action": chosen, "confirmed": "1"}

    answer = client.post(address(Listing, "changelist"), data)

    assert answer.status_code in {302, 400}


@pytest.mark.parametrize("term", ["", "party", "%00", "\x00", "x" * 3000, "'\"<script>"])
def test_a_person_may_look_up_records_to_link_to_with_any_words(term, db):
    a_record(ThirdParty)
    asked = {"app_label": "subprocessors", "model_name": "listing", "field_name": "third_party", "term": term}

    answer = a_client(a_colleague("ada", "legal")).get(reverse("admin:autocomplete"), asked)

    assert answer.status_code == 200
    assert [one["text"] for one in answer.json()["results"]] == (["Party 1"] if term in {"", "party"} else [])


@pytest.mark.parametrize(
    "asked",
    ["app_label=subprocessors&model_name=listing&field_name=third_party", "", "app_label=x&model_name=y&field_name=z"],
)
def test_nobody_looks_up_records_without_a_right_to_see_them(asked, db):
    a_record(ThirdParty)

    assert a_client(a_colleague("nobody")).get(f"{reverse('admin:autocomplete')}?{asked}").status_code == 403


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_empty_list_says_what_would_stand_there(model, db):
    page = keeper(model).get(address(model, "changelist"))

    words = escape(str(admin.site._registry[model].empty_words or "Nothing here yet"))
    assert (words in page.content.decode()) == (not model._default_manager.exists())
