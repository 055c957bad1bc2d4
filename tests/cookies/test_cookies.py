"""Declarations: whose a cookie is follows from domains, and only a person calls one strictly necessary."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.cookies import services
from apps.cookies.choices import Category, Party
from apps.cookies.domains import clean_domain, matches_domain, party_of, registrable
from apps.cookies.models import Cookie, Waiver
from apps.cookies.origins import origin_of
from apps.cookies.services import NeverByMachine
from tests.builders import BUILDER, a_country, a_purpose, a_user
from tests.cookies.registry import a_cookie, a_site, a_waiver


@pytest.mark.parametrize(
    ("domain", "site", "party"),
    [
        ("", "www.acme.example", "first"),
        (".acme.example", "www.acme.example", "first"),
        ("WWW.ACME.example.", "acme.example", "first"),
        ("acme.co.uk", "shop.acme.co.uk", "first"),
        ("other.co.uk", "acme.co.uk", "third"),
        ("a.github.io", "b.github.io", "third"),
        ("doubleclick.net", "www.acme.example", "third"),
        ("localhost", "localhost", "first"),
        ("127.0.0.1", "localhost", "third"),
        ("127.0.0.1", "127.0.0.1", "first"),
        ("münchen.de", "www.xn--mnchen-3ya.de", "first"),
    ],
)
def test_the_party_follows_from_the_registrable_domains(domain, site, party):
    assert party_of(domain, site) == Party(party)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        (".Example.COM", "example.com"),
        ("example.com:8080", "example.com"),
        ("[::1]:80", "::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("exa mple.com", ""),
        ("<script>", ""),
        ("a" * 64 + ".com", ""),
        ("", ""),
        ("ex..com", ""),
        ("https://example.com", ""),
        ("example.com:port", ""),
    ],
)
def test_a_domain_has_one_form_or_is_none(text, domain):
    assert clean_domain(text) == domain
    assert registrable(domain) == registrable(registrable(domain))


def test_a_declared_domain_takes_in_the_names_below_it():
    pairs = [("example.com", "a.example.com"), ("example.com", "example.com"), ("a.example.com", "example.com")]

    assert [matches_domain(*pair) for pair in [*pairs, ("ample.com", "example.com"), ("", "x.com")]] == [
        *(True, True),
        *(False, False, False),
    ]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Shop.Acme.example/", "https://shop.acme.example"),
        ("https://acme.example:443", "https://acme.example"),
        ("https://acme.example:8443", "https://acme.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://acme.example", None),
        ("https://acme.example/path", None),
        ("https://user@acme.example", None),
        ("https://acme.example:99999", None),
        ("acme.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(text, origin):
    assert origin_of(text) == origin


@pytest.mark.django_db
def test_what_is_new_waits_for_the_owner_of_the_site_until_a_day():
    cookie = a_cookie("x", category="unclassified")

    assert (cookie.owner, cookie.classified_by) == (cookie.site.owner, None)
    assert cookie.classify_by_on == timezone.localdate() + datetime.timedelta(days=30)


@pytest.mark.django_db
def test_a_person_with_a_reason_calls_a_cookie_strictly_necessary_and_nobody_else():
    cookie, ada = a_cookie("session", category="unclassified"), a_user("ada", "web")
    necessary = Category.STRICTLY_NECESSARY

    for by, reason in (("worker", "It is needed."), (ada, " ")):
        with pytest.raises(NeverByMachine, match="Only a person"):
            services.classify_cookie(cookie, category=necessary, reason=reason, by=by)
    with pytest.raises(NeverByMachine, match="Declare it first"):
        services.declare_cookie(cookie.site, name="y", category=necessary, by=ada)
    cookie = services.classify_cookie(cookie, category=necessary, reason="Keeps people signed in.", by=ada)

    assert (cookie.category, cookie.classified_by, cookie.owner) == (necessary, ada, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("strictly_necessary_by_a_person", {"category": "strictly_necessary"}),
        ("unclassified_has_an_owner", {"category": "unclassified", "owner": None, "classify_by_on": None}),
        ("classified_has_a_purpose", {"purpose": None}),
        ("of_a_session_has_no_lifetime", {"is_session": True, "lifetime": 5}),
        ("has_a_name", {"name": ""}),
    ],
)
def test_the_database_keeps_what_a_declaration_has_to_say(rule, values):
    from apps.trail.acts import act

    cookie = a_cookie()
    for name, value in values.items():
        setattr(cookie, name, value)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), act("cookies.cookie_changed", by=BUILDER):
        cookie.save()


@pytest.mark.django_db
def test_a_change_of_domain_changes_the_party_and_nothing_else_does():
    cookie = a_cookie(domain="metrics.example")

    renamed = services.change_cookie(cookie, name="_gb", by=BUILDER)
    moved = services.change_cookie(renamed, domain=".acme.example", by=BUILDER)

    assert [cookie.party, renamed.party, moved.party] == ["third", "third", "first"]


@pytest.mark.django_db
def test_a_thing_is_declared_once_per_site_and_again_once_it_has_ended():
    cookie = a_cookie()
    with pytest.raises(ValidationError, match="declares it already"):
        a_cookie()

    services.end_cookie(cookie, by=BUILDER)
    services.end_cookie(cookie, by=BUILDER)
    with pytest.raises(ValidationError, match="has ended"):
        services.change_cookie(Cookie.objects.get(pk=cookie.pk), name="z", by=BUILDER)

    assert a_cookie().pk != cookie.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"hosted_in": "NL ZZ"}, "hosted_in", "There is no country ZZ"),
        ({"domain": "not a domain"}, "domain", "Enter a domain alone"),
        ({"is_session": True, "lifetime": 5}, "__all__", "has no lifetime in seconds"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_in_words(values, field, words):
    a_country("NL")

    with pytest.raises(ValidationError) as refused:
        a_cookie(**values)

    assert words in " ".join(refused.value.message_dict[field])


@pytest.mark.django_db
def test_countries_are_kept_in_one_order():
    a_country("NL"), a_country("DE")

    assert a_cookie(hosted_in="nl, DE nl").hosted_in == "DE NL"


@pytest.mark.django_db
@pytest.mark.parametrize("origins", ["ftp://x", "https://acme.example/banner", "http://acme.example"])
def test_a_site_lists_only_origins_that_are_some(origins):
    with pytest.raises(ValidationError, match="is no origin"):
        a_site(origins=origins)


@pytest.mark.django_db
def test_choices_are_taken_from_the_site_and_its_further_origins():
    site = a_site(origins="https://shop.acme.example https://SHOP.acme.example/\nhttp://localhost:8000")

    assert site.allowed_origins() == {
        *("https://www.acme.example", "https://shop.acme.example", "http://localhost:8000"),
    }


# --- Waivers --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_finding_is_let_be_once_at_a_time_until_a_day():
    first = a_waiver()
    second = a_waiver(reason="It stays for longer.")

    assert Waiver.objects.current().get() == second
    assert services.end_waiver(second, by=BUILDER).removed_at is not None
    assert not Waiver.objects.get(pk=first.pk).is_current


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 0, 400])
def test_nothing_is_let_be_without_an_end_within_a_year(days):
    with pytest.raises(ValidationError, match="within a year"):
        a_waiver(until_on=timezone.localdate() + datetime.timedelta(days=days))


@pytest.mark.django_db
def test_a_purpose_of_the_statement_is_named_by_whatever_is_classified():
    with pytest.raises(ValidationError, match="for which purpose"):
        services.declare_cookie(a_site(), name="x", category="marketing", by=BUILDER)
    assert services.declare_cookie(a_site(), name="x", category="marketing", purpose=a_purpose(), by=BUILDER).pk
