"""Tables come and go through the admin: previewed, whole or not at all, permitted, and told in the trail."""

import datetime
import os

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from tablib import Dataset

from apps.backoffice.bulk import BulkExchangeAdmin
from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.uploads import clear_uploads
from apps.disclosures.models import Authority, Demand, LegalBasis
from apps.dsr.models import Ticket
from apps.organisation.models import Customer, NoticeContact, System
from apps.subprocessors.models import Listing, ThirdParty
from apps.subprocessors.resources import ThirdPartyResource
from apps.trail.models import Act
from tests.backoffice.pages import (
    FORMATS,
    address,
    confirm,
    exported,
    file_of,
    hidden,
    imported,
    refusals,
    table_of,
    told,
    upload,
    waiting,
)
from tests.builders import (
    a_brand,
    a_client,
    a_colleague,
    a_contact,
    a_country,
    a_customer,
    a_listing,
    a_system,
    a_third_party,
)

#: Large registers go their own way, requests come in as what is taken over, and the directory of authorities and the legal
#: bases are found by several columns: all have tests of their own.
APART = {Ticket, Demand, Authority, LegalBasis}
EXCHANGED = [
    model
    for model, its in admin.site._registry.items()
    if isinstance(its, ExchangeAdmin) and not isinstance(its, BulkExchangeAdmin) and model not in APART
]
AWKWARD = '=1+1 "quoted", comma; – ünïcode 日本'


def made(model):
    """Two records of a register, with every column filled and with none that may be empty."""
    netherlands = a_country("NL", name="Netherlands")
    if model is ThirdParty:
        a_third_party("Bare Ltd")
        return a_third_party(
            AWKWARD,
            brand_name="+name",
            registration_number="-12",
            country=netherlands,
            registered_address="Street 1\r\nTown",
            website="https://acme.example/?a=1,2",
            privacy_url="https://acme.example/privacy",
            contact_name="@dana",
            contact_position="DPO",
            contact_email="dana@acme.example",
        )
    if model is Customer:
        a_customer("Bare")
        return a_customer(AWKWARD, contract_template="=MSA 2024", signed_on=datetime.date(2024, 2, 29))
    if model is NoticeContact:
        a_contact("bare@example.com")
        return a_contact("dana@example.com", name=AWKWARD, customer=a_customer("Initech"))
    if model is System:
        a_system("Bare")
        return a_system(AWKWARD, description="Line 1\r\nLine 2", country=netherlands, owner=a_colleague("olga"))
    a_listing("NL")
    return a_listing("NL", function=AWKWARD, conditions="+1")


@pytest.fixture(autouse=True)
def _no_upload_waits():
    yield
    for name in waiting():
        storages["imports"].delete(name)


@pytest.fixture
def legal(db):
    return a_client(a_colleague("ada", "legal"))


def acts() -> list[str]:
    return list(Act.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("model", EXCHANGED)
def test_what_is_exported_comes_back_as_no_change(model, kind, legal):
    made(model)
    data = exported(legal, model, kind)
    before = acts()

    page = imported(legal, model, data, kind)

    assert len(table_of(data, kind).rows) == 2
    assert page == [f"Import finished: 0 new, 0 updated, 0 deleted and 2 skipped {model._meta.verbose_name_plural}."]
    assert acts() == before


@pytest.mark.parametrize("model", [model for model in EXCHANGED if model is not Listing])
def test_what_is_exported_makes_the_same_records_where_there_are_none(model, legal):
    """The parts that a table names (brands, countries, customers, owners) are there; the records are not."""
    record = made(model)
    rows = table_of(exported(legal, model))
    renamed = {"legal_name": "Anew Ltd", "account_reference": "A-anew", "email": "anew@example.com", "name": "Anew"}
    column = next(name for name in ("legal_name", "account_reference", "email", "name") if name in rows.headers)
    row = next(row for row in rows.rows if AWKWARD in row or "+name" in row)
    given = [renamed[column] if name == column else cell for name, cell in zip(rows.headers, row, strict=True)]

    imported(legal, model, file_of([given], rows.headers))

    fields = {*model_fields(model)} - {column}
    new = model.objects.get(**{column: renamed[column]})
    assert {name: getattr(new, name) for name in fields} == {name: getattr(record, name) for name in fields}


def model_fields(model) -> list[str]:
    return list(admin.site._registry[model].resource_classes[0]._meta.fields)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("model", EXCHANGED)
def test_an_export_is_an_act_that_says_how_many_of_what_and_as_what(model, kind, legal):
    made(model)

    exported(legal, model, kind)

    act = Act.objects.latest("id")
    facts = {name: act.stated[name] for name in ("register", "rows", "format")}
    assert (act.kind, facts) == (
        "backoffice.exported",
        {"register": model._meta.label_lower, "rows": 2, "format": kind},
    )


def test_an_export_takes_what_the_list_was_filtered_to(legal):
    a_customer("Globex", brand=a_brand("acme")), a_customer("Initech", brand=a_brand("other"))
    page = address(Customer, "export") + f"?brand__id__exact={a_brand('other').pk}"
    ticked = {name: "on" for name in legal.get(page).context["form"].fields if name.startswith("customer")}

    response = legal.post(page, {"format": "0", "resource": "0", **ticked})

    assert [row[table_of(response.content).headers.index("name")] for row in table_of(response.content).rows] == [
        "Initech"
    ]
    assert Act.objects.latest("id").stated["rows"] == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_no_cell_of_an_export_can_run(kind, legal):
    made(ThirdParty)
    data = exported(legal, ThirdParty, kind)

    if kind == "csv":
        cells = [cell.strip('"') for line in data.decode("utf-8-sig").splitlines() for cell in line.split(",")]
        assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}] == []
    assert AWKWARD in {cell for row in table_of(data, kind).rows for cell in row}


@pytest.mark.parametrize("page", ["import", "process_import", "export"])
@pytest.mark.parametrize("model", EXCHANGED)
def test_imports_and_exports_need_their_own_permission(model, page, db):
    action = "export" if page == "export" else "import"
    permitted = {"import": {"legal", "privacy", "dpo"}, "export": {"legal", "privacy", "dpo", "auditor"}}[action]
    for right in ("legal", "auditor", "web", "administrator", None):
        client = a_client(a_colleague(right or "nobody", *([right] if right else [])))
        before = acts()
        answers = [client.post(address(model, page), {"format": "0"})]
        if page != "process_import":
            answers.append(client.get(address(model, page)))

        assert {answer.status_code for answer in answers} == ({200} if right in permitted else {403})
        assert acts() == before


@pytest.mark.parametrize(
    ("right", "offered"), [("legal", {"import", "export"}), ("auditor", {"export"}), ("web", set())]
)
def test_a_list_offers_only_the_files_that_the_person_may_use(right, offered, db):
    page = a_client(a_colleague("ada", right)).get(address(ThirdParty, "changelist")).content.decode()

    assert {name for name in ("import", "export") if f'href="{address(ThirdParty, name)}' in page} == offered


@pytest.mark.parametrize("page", ["import", "process_import", "export"])
def test_nobody_gets_there_without_signing_in(page, db):
    response = Client().post(address(ThirdParty, page), {"format": "0"})

    assert (response.status_code, response.headers["Location"].startswith("/admin/login/")) == (302, True)


def test_the_upload_waits_for_its_confirmation_and_goes_with_it(legal):
    preview = upload(legal, ThirdParty, file_of([["Acme Ltd"]], ["legal_name"]))
    waited = waiting()
    confirm(legal, ThirdParty, preview)

    assert waited == [hidden(preview)["import_file_name"]]
    assert waiting() == []
    assert ThirdParty.objects.get().legal_name == "Acme Ltd"


@pytest.mark.parametrize(
    "data",
    [
        b"legal_name\n",
        b"nothing\nx\n",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"",
        b"legal_name,website\nAcme,javascript:alert(1)\n",
    ],
)
def test_an_upload_that_is_refused_is_not_kept(data, legal):
    preview = upload(legal, ThirdParty, data)

    assert len(refusals(preview)) == 1
    assert waiting() == []


def test_a_second_click_on_confirm_is_told_that_it_was_done(legal):
    preview = upload(legal, ThirdParty, file_of([["Acme Ltd"]], ["legal_name"]))
    confirm(legal, ThirdParty, preview)
    before = acts()

    page = confirm(legal, ThirdParty, preview)

    assert told(page) == ["This file was imported already, or waited for more than an hour: upload it again."]
    assert acts() == before


@pytest.mark.parametrize(
    "forged",
    [
        {"format": "9"},
        {"format": "-1"},
        {"format": "x"},
        {"format": ""},
        {"resource": "7"},
        {"resource": "x"},
        {"import_file_name": "."},
        {"import_file_name": "nobody"},
        {"import_file_name": "../keyring.json"},
        {"import_file_name": "/etc/passwd"},
        {"import_file_name": ""},
    ],
)
def test_a_forged_confirmation_imports_nothing_and_breaks_nothing(forged, legal):
    preview = upload(legal, ThirdParty, file_of([["Acme Ltd"]], ["legal_name"]))

    page = legal.post(address(ThirdParty, "process_import"), hidden(preview) | forged, follow=True)

    assert page.status_code == 200
    assert not ThirdParty.objects.exists()


def test_an_upload_cannot_be_confirmed_by_get(legal):
    assert legal.get(address(ThirdParty, "process_import")).status_code == 405


def test_uploads_that_nobody_confirmed_are_cleared_after_an_hour(legal):
    old = storages["imports"].save("old", ContentFile(b"x"))
    an_hour_ago = datetime.datetime.now(datetime.UTC).timestamp() - 3660
    os.utime(storages["imports"].path(old), (an_hour_ago, an_hour_ago))
    upload(legal, ThirdParty, file_of([["Acme Ltd"]], ["legal_name"]))

    cleared = [clear_uploads(), clear_uploads()]

    assert (cleared, len(waiting())) == ([1, 0], 1)
    act = Act.objects.get(kind="backoffice.uploads_cleared")
    assert (act.actor, act.stated) == ("worker", {"count": 1})


BAD = [
    (ThirdParty, {"legal_name": "", "brand_name": "Acme"}, "This field cannot be blank."),
    (ThirdParty, {"legal_name": "Acme", "website": "javascript:alert(1)"}, "Enter a valid URL."),
    (ThirdParty, {"legal_name": "Acme", "country": "XX"}, "“XX” is no country of this office."),
    (ThirdParty, {"legal_name": "ACME LTD"}, "There is a third party with this legal name already."),
    (ThirdParty, {"legal_name": "Acme", "contact_email": "x"}, "Enter a valid email address."),
    (Customer, {"brand": "acme", "account_reference": "A-1", "name": "Globex"}, "This field cannot be null."),
    (
        Customer,
        {"brand": "acme", "account_reference": "A-1", "name": "Globex", "signed_on": "yesterday"},
        "“yesterday” is no day: write it as in 2026-03-31.",
    ),
    (
        Customer,
        {"brand": "acme", "account_reference": "A-1", "name": "Globex", "signed_on": "03/02/2026"},
        "“03/02/2026” is no day: write it as in 2026-03-31.",
    ),
    (Customer, {"brand": "nobody", "account_reference": "A-1"}, "“nobody” is no brand of this office."),
    (NoticeContact, {"customer": "A-none", "email": "x@example.org"}, "“A-none” is no customer of this office."),
    (
        NoticeContact,
        {"customer": "A-twice", "email": "x@example.org"},
        "“A-twice” names more than one customer: enter this row by hand.",
    ),
    (System, {"name": "Store", "owner": "who@example.org"}, "“who@example.org” is no person of this office."),
]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(("model", "row", "reason"), BAD)
def test_a_bad_row_is_refused_with_its_number_and_reason_and_nothing_is_saved(model, row, reason, kind, legal):
    a_third_party("Acme Ltd")
    a_brand("acme")
    for key in ("first", "second"):
        a_customer(key, brand=a_brand(key), account_reference="A-twice")
    before, rows = acts(), model.objects.count()

    preview = upload(legal, model, file_of([list(row.values())], list(row), kind), kind)

    assert refusals(preview) == [(1, reason)]
    assert "confirm_form" not in preview.context
    assert (acts(), model.objects.count()) == (before, rows)


@pytest.mark.parametrize("model", EXCHANGED)
def test_a_table_without_the_columns_that_find_a_row_is_refused_by_their_names(model, legal):
    [(row, reason)] = refusals(upload(legal, model, file_of([["x"]], ["colour"])))

    assert row is None
    assert reason.startswith("The table has no column for ")
    assert reason.endswith("Its columns are: colour.")


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_cell_that_holds_no_text_is_refused_by_its_column(text, db):
    result = ThirdPartyResource(by=a_colleague("ada", "legal")).import_data(Dataset([text], headers=["legal_name"]))

    [(number, [error])] = result.row_errors()
    assert (number, error.error) == (1, "The cell in “legal_name” holds a character that is no text: take it out.")
    assert not ThirdParty.objects.exists()


def test_cells_are_taken_without_the_blanks_around_them_as_in_a_form(legal):
    imported(legal, ThirdParty, file_of([["  Acme Ltd \n", "\tAcme"]], ["legal_name", "brand_name"]))

    assert ThirdParty.objects.values_list("legal_name", "brand_name").get() == ("Acme Ltd", "Acme")


def test_two_rows_about_one_record_that_differ_are_refused_and_the_same_row_twice_is_one(legal):
    headers = ["legal_name", "brand_name"]

    assert refusals(upload(legal, ThirdParty, file_of([["Acme", "A"], ["Acme", "B"]], headers))) == [
        (2, "This entry stands in the table twice, and the two differ: make them one row.")
    ]
    imported(legal, ThirdParty, file_of([["Acme", "A"], ["Acme", "A"]], headers))
    assert ThirdParty.objects.get().version == 1


def test_a_column_that_the_table_lacks_leaves_the_records_as_they_are(legal):
    a_third_party("Acme Ltd", brand_name="Acme", website="https://acme.example/")

    imported(legal, ThirdParty, file_of([["Acme Ltd", "Acme Cloud"]], ["legal_name", "brand_name"]))

    known = ThirdParty.objects.get()
    assert (known.brand_name, known.website, known.version) == ("Acme Cloud", "https://acme.example/", 2)


def test_an_import_is_one_act_with_a_version_for_each_changed_record(legal):
    a_third_party("Acme Ltd"), a_third_party("Globex Ltd", brand_name="Globex")
    before = len(acts())
    rows = [["Acme Ltd", "Acme"], ["Globex Ltd", "Globex"], ["Initech Ltd", ""]]

    imported(legal, ThirdParty, file_of(rows, ["legal_name", "brand_name"]))

    act = Act.objects.latest("id")
    assert len(acts()) == before + 1
    assert (act.kind, act.rows) == ("backoffice.imported", 2)
    assert {name: act.stated[name] for name in ("rows", "new", "changed")} == {"rows": 3, "new": 1, "changed": 1}
    assert set(ThirdParty.past.objects.filter(act_id=act.pk).values_list("legal_name", "version")) == {
        ("Acme Ltd", 2),
        ("Initech Ltd", 1),
    }


def test_a_name_that_would_run_is_text_in_the_preview(legal):
    page = upload(legal, ThirdParty, file_of([["<script>alert(1)</script>"]], ["legal_name"])).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_in_another_format_than_chosen_is_refused_with_words(extension, legal):
    other = "xlsx" if extension == "csv" else "csv"

    [(row, reason)] = refusals(upload(legal, ThirdParty, file_of([["Acme"]], ["legal_name"], other), extension))

    assert row is None
    assert reason
    assert "Error" not in reason
