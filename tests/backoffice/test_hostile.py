"""Hostile texts through every door of the admin: nothing breaks, nothing runs, nothing is lost."""

import os
from html.parser import HTMLParser
from itertools import cycle, zip_longest
from string import ascii_uppercase

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.test import Client

from apps.accounts.models import User
from apps.disclosures.models import LegalBasis
from apps.dsr.models import CannedText
from apps.mailroom.models import Suppression
from apps.organisation.models import AdequacyDecision, Brand, Country, Customer, NoticeContact, Office
from apps.publications.models import Subscriber
from apps.subprocessors import services
from apps.subprocessors.models import Listing, ThirdParty
from tests.backoffice.pages import (
    FORMATS,
    address,
    errors_of,
    exported,
    file_of,
    form_data,
    imported,
    model_admin,
    refusals,
    table_of,
    told,
    upload,
)
from tests.backoffice.test_records import CHANGED, NEW, keeper, live, new_values
from tests.builders import BUILDER, a_brand, a_client, a_colleague, a_listing, a_record, a_third_party, brought
from tests.shared_data import hostile_strings

#: In every run a share of the texts through each door; in a slow one all of them, or as many as $TEXTS says.
MANY = int(os.environ.get("TEXTS", "0")) or None
SHARES = [pytest.param(12, id="some"), pytest.param(MANY, id="many", marks=pytest.mark.slow)]
each_share = pytest.mark.parametrize("share", SHARES)
each_form = pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
#: What must be left empty for a text to be allowed.
BESIDE = {AdequacyDecision: {"country": ""}}
#: What the record judges beside its other fields.
JUDGED_AS_A_WHOLE = {(Office, "time_zone"), (Office, "region"), (CannedText, "text")}
HARMLESS = (MaxLengthValidator, ProhibitNullCharactersValidator)


class Skeleton(HTMLParser):
    """What a page is made of: each tag with the names of its attributes, and where its links lead."""

    def __init__(self, page) -> None:
        super().__init__()
        self.parts: set[tuple[str, str]] = set()
        self.schemes: set[str] = set()
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        self.parts |= {(tag, name) for name, _value in attrs} | {(tag, "")}
        links = [value for name, value in attrs if name in {"href", "src", "action", "formaction"} and value]
        self.schemes |= {link.partition(":")[0] for link in links if ":" in link.partition("/")[0]}


def some(texts: list[str], share: int | None) -> list[str]:
    """A share of the texts, spread over all of them."""
    return texts if share is None else texts[:: max(1, len(texts) // share)]


def packed(longest: int | None) -> list[str]:
    """All hostile texts, as many in one as a field of this length takes."""
    packs, longest = [""], longest or 4000
    for text in hostile_strings():
        if len(packs[-1]) + len(text) + 1 <= longest:
            packs[-1] += f" {text}"
        elif len(text) <= longest:
            packs.append(text)
    return [pack for pack in packs if pack.strip()]


def fields_of(page) -> tuple[dict[str, int | None], list[str]]:
    """The fields of a form that take any text, each with its length, and those that judge it."""
    texts, judging, model = {}, [], page.context["adminform"].form._meta.model
    columns = {field.name for field in model._meta.fields}
    for name, field in page.context["adminform"].form.fields.items():
        if isinstance(field, forms.CharField) and name in columns:
            validators = [*field.validators, *model._meta.get_field(name).validators]
            takes_any = type(field) is forms.CharField and all(isinstance(one, HARMLESS) for one in validators)
            if takes_any and (model, name) not in JUDGED_AS_A_WHOLE:
                texts[name] = field.max_length
            else:
                judging.append(name)
    return texts, judging


def saved(client, model, record, **values: str):
    return client.post(
        address(model, "change", record.pk), form_data(client.get(address(model, "change", record.pk))) | values
    )


def pages_of(client, model, record) -> list:
    return [
        client.get(address(model, page, *args))
        for page, args in (("changelist", ()), ("change", [record.pk]), ("history", [record.pk]))
    ]


@each_share
@each_form
def test_a_form_keeps_every_text_as_it_was_typed_and_shows_it_as_text(model, share, db):
    record, client = a_record(model), keeper(model)
    texts, _judging = fields_of(client.get(address(model, "change", record.pk)))
    saved(client, model, record, **BESIDE.get(model, {}), **dict.fromkeys(texts, "plain"))
    plain = [Skeleton(page) for page in pages_of(client, model, record)]
    packs = {name: some(packed(longest), share) for name, longest in texts.items()}
    rounds = max(map(len, packs.values()), default=0)

    data = form_data(client.get(address(model, "change", record.pk))) | BESIDE.get(model, {})
    turning = {name: cycle(of_field) for name, of_field in packs.items()}
    for _round in range(rounds):
        typed = {name: next(turn) for name, turn in turning.items()}
        version = {"seen_version": getattr(live(record), "version", "")}
        answer = client.post(address(model, "change", record.pk), data | version | typed)
        assert answer.status_code == 302, errors_of(answer)
        assert {name: getattr(live(record), name) for name in typed} == {
            name: text.strip() for name, text in typed.items()
        }

    for page, as_plain in zip(pages_of(client, model, record), plain, strict=True):
        shown = Skeleton(page)
        assert (shown.parts - as_plain.parts, shown.schemes - as_plain.schemes) == (set(), set())


@each_form
def test_a_field_that_judges_its_text_keeps_it_whole_or_refuses_it_in_words_on_its_page(model, db):
    record, client = a_record(model), keeper(model)
    _texts, judging = fields_of(client.get(address(model, "change", record.pk)))

    for text in some(hostile_strings(), 6) if judging else ():
        page = saved(client, model, record, **dict.fromkeys(judging, text))
        if page.status_code == 302:
            whole = {text.strip().lower(), f"https://{text.strip()}".lower()}
            assert {getattr(live(record), name).lower() for name in judging} <= whole
        else:
            assert page.status_code == 200
            refused = {words.partition(":")[0] for words in errors_of(page)}
            assert set() < refused <= set(judging), errors_of(page)
            assert Skeleton(page).schemes <= {"http", "https", "mailto"}


@each_share
@each_form
def test_a_field_that_judges_its_text_takes_each_whole_or_not_at_all(model, share, db):
    record, client = a_record(model), keeper(model)
    page = client.get(address(model, "change", record.pk))
    _texts, judging = fields_of(page)
    form_class, data = type(page.context["adminform"].form), form_data(page)

    for text in some(hostile_strings(), share and share * 5) if judging else ():
        form = form_class(data | dict.fromkeys(judging, text), instance=live(record))
        taken = set(judging) - set(form.errors)
        assert set(form.errors) <= set(judging)
        assert {form.cleaned_data[name] for name in taken} <= {text.strip(), f"https://{text.strip()}"}


#: Fields of text that hold an address, and refuse anything else.
ADDRESSES = {Suppression: ["address"], Subscriber: ["email"]}


@each_share
@pytest.mark.parametrize("model", NEW, ids=lambda model: model._meta.label)
def test_a_new_record_keeps_every_text_as_it_was_typed(model, share, db):
    client, values = keeper(model), new_values(model)
    page = client.get(address(model, "add"))
    texts = {name: longest for name, longest in fields_of(page)[0].items() if name not in ADDRESSES.get(model, [])}
    data = form_data(page)
    packs = [some(packed(longest), share and share // 4) for longest in texts.values()]

    for number, row in enumerate(zip_longest(*packs)):
        typed = {name: text or f"{number}" for name, text in zip(texts, row, strict=True)}  # some must not come twice
        known = set(model.objects.values_list("pk", flat=True))
        again = {name: f"{value}{number}" for name, value in values.items() if name == "key"}
        again |= {
            User: {"email": f"bob{number}@example.org"},
            LegalBasis: {"code": f"basis-{number}"},
            Country: {"code": "XYZVWSTRQO"[number % 10] + ascii_uppercase[number // 10]},
            **{one: {name: f"bob{number}@example.org"} for one, [name] in ADDRESSES.items()},
        }.get(model, {})
        answer = client.post(address(model, "add"), data | values | BESIDE.get(model, {}) | typed | again)
        [record] = model.objects.exclude(pk__in=known)
        assert answer.status_code in {200, 302}
        assert {name: getattr(record, name) for name in typed} == {name: text.strip() for name, text in typed.items()}


def test_a_form_with_an_error_shows_what_was_typed_as_text(db):
    client = a_client(a_colleague("ada", "legal"))
    page = address(ThirdParty, "add")
    plain = Skeleton(client.post(page, {"legal_name": "", "brand_name": "plain", "registered_address": "plain"}))

    for pack in some(packed(200), 20):
        shown = client.post(page, {"legal_name": "", "brand_name": pack, "registered_address": pack})
        assert errors_of(shown) == ["legal_name: This field is required."]
        assert shown.context["adminform"].form["brand_name"].value() == pack
        assert Skeleton(shown).parts - plain.parts == set()


NUL = "a\x00b"


@pytest.mark.parametrize("page", ["add", "change"])
@pytest.mark.parametrize(
    "model", sorted({*NEW, *CHANGED}, key=lambda model: model._meta.label), ids=lambda model: model._meta.label
)
def test_a_character_that_no_text_holds_is_refused_by_each_field(model, page, db):
    record, client = a_record(model), keeper(model)
    url = address(model, page, *([record.pk] if page == "change" else []))
    opened = client.get(url)
    if opened.status_code == 200 and (names := [*fields_of(opened)[0], *fields_of(opened)[1]]):
        before = model.objects.count(), getattr(live(record), "version", 0)

        answer = client.post(url, form_data(opened) | dict.fromkeys(names, NUL))

        assert answer.status_code == 200
        assert {name for name in names if f"{name}: Null characters are not allowed." in errors_of(answer)} == set(
            names
        )
        assert (model.objects.count(), getattr(live(record), "version", 0)) == before
    else:
        assert opened.status_code == 200 or page == "add" or model_admin(model).change_service is None


STEPPED = {model: its.steps for model, its in admin.site._registry.items() if its.steps}


@pytest.mark.parametrize("model", STEPPED, ids=lambda model: model._meta.label)
def test_a_character_that_no_text_holds_is_refused_by_each_step(model, db):
    record, let_pass = a_record(model), set()
    for step in STEPPED[model]:
        form = step.form_for(record, dict.fromkeys(step.form.base_fields, NUL))
        texts = {name for name, field in form.fields.items() if isinstance(field, forms.CharField)}
        let_pass |= {(step.name, name) for name in texts if not form[name].errors}

    assert let_pass == set()


def test_the_steps_of_a_listing_keep_every_text_and_tell_it_as_text(db):
    listing, client = brought(a_listing("NL"), "active"), a_client(a_colleague("ada", "legal"))
    page = address(Listing, "step", listing.pk, "suspend")
    client.post(page, {"reason": "plain words"})
    plain = [Skeleton(one) for one in pages_of(client, Listing, listing)]

    for pack in packed(2000):
        services.resume_listing(listing, by=BUILDER)
        assert client.post(page, {"reason": pack}).status_code == 302
        assert live(listing).note == pack.strip()

    for shown, as_plain in zip(pages_of(client, Listing, listing), plain, strict=True):
        assert Skeleton(shown).parts - as_plain.parts == set()


def test_a_text_that_is_too_long_is_refused_and_nothing_is_cut(db):
    client = a_client(a_colleague("ada", "legal"))

    page = client.post(address(ThirdParty, "add"), {"legal_name": "x" * 201, "contact_name": "y" * 151})

    assert errors_of(page) == [
        "legal_name: Ensure this value has at most 200 characters (it has 201).",
        "contact_name: Ensure this value has at most 150 characters (it has 151).",
    ]
    assert not ThirdParty.objects.exists()


@pytest.mark.parametrize("body", [b"legal_name=%ED%A0%80x", b"legal_name=%FF%FEx", b"%ED%A0%80=x&legal_name=Acme"])
def test_bytes_that_are_no_text_break_no_form(body, db):
    client = a_client(a_colleague("ada", "legal"))

    answer = client.post(address(ThirdParty, "add"), body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {200, 302}


@each_share
def test_every_text_may_be_searched_for(share, db):
    client = a_client(a_colleague("ada", "legal"))
    a_third_party("Acme Ltd")

    for text in some(hostile_strings(), share and share * 2):
        assert client.get(address(ThirdParty, "changelist"), {"q": text}).status_code == 200


def names() -> list[str]:
    """Hostile texts that a form would take as the names of as many third parties."""
    found = {}
    for text in hostile_strings():
        if text.strip() and len(text) <= 200 and "\0" not in text:
            found.setdefault(text.strip().lower(), text.strip())
    return list(found.values())


@pytest.mark.parametrize("kind", FORMATS)
@each_share
def test_every_text_comes_in_by_a_file_and_goes_out_again_and_none_can_run(share, kind, db):
    client, texts = a_client(a_colleague("ada", "legal")), some(names(), share and 60)
    headers = ["legal_name", "brand_name", "contact_name", "registered_address"]
    data = file_of([[text, text, text[:150], text] for text in texts], headers, kind)

    page = imported(client, ThirdParty, data, kind)
    out = exported(client, ThirdParty, kind)
    again = imported(client, ThirdParty, out, kind)

    assert page == [f"Import finished: {len(texts)} new, 0 updated, 0 deleted and 0 skipped third parties."]
    kept = set(ThirdParty.objects.values_list("legal_name", "brand_name", "contact_name", "registered_address"))
    assert kept == {(text, text, text[:150].strip(), text) for text in texts}
    rows = [dict(zip(table_of(out, kind).headers, row, strict=True)) for row in table_of(out, kind).rows]
    assert {row["legal_name"] for row in rows} == set(texts)
    assert again == [f"Import finished: 0 new, 0 updated, 0 deleted and {len(texts)} skipped third parties."]


def test_a_preview_shows_every_text_as_text(db):
    client, headers = a_client(a_colleague("ada", "legal")), ["legal_name", "brand_name"]
    plain = Skeleton(upload(client, ThirdParty, file_of([["plain", "plain"]], headers)))

    preview = upload(client, ThirdParty, file_of([[text, text] for text in some(names(), 60)], headers))

    assert refusals(preview) == []
    assert Skeleton(preview).parts - plain.parts <= {("br", "")}  # a line break in a text


def test_a_refusal_shows_every_text_as_text(db):
    client, headers = a_client(a_colleague("ada", "legal")), ["customer", "email"]
    plain = Skeleton(upload(client, NoticeContact, file_of([["plain", "plain"]], headers)))

    refused = upload(client, NoticeContact, file_of([[text, text] for text in some(names(), 60)], headers))

    assert len(refusals(refused)) == len(some(names(), 60))
    assert Skeleton(refused).parts - plain.parts == set()


def test_the_public_list_and_its_files_hold_every_text_and_run_none(db):
    brand = a_brand("acme", name='Acme <b onmouseover="alert(1)">')
    brought(a_listing("NL", brand=brand, third_party=a_third_party("plain", website="https://a.example/")), "active")
    plain = Skeleton(Client().get("/acme/subprocessors/"))
    functions, conditions, parties = packed(300), packed(300)[::-1], cycle(packed(200))
    for function, condition in zip(functions, conditions, strict=True):
        listing = a_listing(
            "NL", brand=brand, third_party=a_third_party(next(parties)), function=function, conditions=condition
        )
        brought(listing, "active")

    page, rows = Client().get("/acme/subprocessors/"), Client().get("/acme/subprocessors.json").json()["listings"]
    sheet = table_of(Client().get("/acme/subprocessors.csv").content)

    assert Skeleton(page).parts - plain.parts == set()
    assert Skeleton(page).schemes <= {"mailto"}
    assert {row["function"] for row in rows} >= set(functions)
    assert {row[sheet.headers.index("function")] for row in sheet.rows} == {row["function"] for row in rows}


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ 7*7 }}{% load x %}", "%(count)d %s {0}", "‮evil", "💥" * 30]
)
def test_a_person_of_any_name_acts_and_is_told_of_as_text(name, db):
    user = a_colleague("ada", "legal")
    user.name = name
    user.save(update_fields=["name"])
    client = a_client(user)
    page = client.post(address(Brand, "add"), {"key": "acme", "name": name, "ordering": "0"}, follow=True)
    brand = Brand.objects.get()

    story = client.get(address(Brand, "history", brand.pk))

    assert page.status_code == 200
    assert told(page) != []
    assert "<script>alert" not in page.content.decode() + story.content.decode()
    assert [telling.who for telling in story.context["tellings"]] == [name]


def test_a_file_name_that_is_hostile_breaks_no_import(db):
    client = a_client(a_colleague("ada", "legal"))
    for name in ("../../etc/passwd.csv", '"><script>alert(1)</script>.csv', "x" * 250 + ".csv", "\u202egpj.csv"):
        file = SimpleUploadedFile(
            name, b"".join([b"brand,account_reference,name,signed_on\n", b"acme,A-1,Globex,2026-03-02\n"])
        )
        a_brand("acme")
        page = client.post(address(Customer, "import"), {"import_file": file, "format": "0", "resource": ""})

        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "confirm_form" in page.context
