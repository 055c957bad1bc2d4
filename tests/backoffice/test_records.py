"""Rules of every record's pages: what they offer, who gets there, what they write, and two people at once."""

import datetime

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from apps.accounts.models import Grant, User
from apps.backoffice.records import PartsInline, RecordAdmin
from apps.disclosures.models import Authority, Demand, LegalBasis, TransparencyReport
from apps.dsr.models import Absence, ApiClient, CannedText, Team, Ticket
from apps.mailroom.models import Suppression
from apps.organisation import services as organisation
from apps.organisation.choices import LawfulBasis
from apps.organisation.models import (
    AdequacyDecision,
    Brand,
    Country,
    Customer,
    DataCategory,
    DataSource,
    LegalEntity,
    NoticeContact,
    Office,
    Purpose,
    Service,
    SupervisoryAuthority,
    System,
)
from apps.publications.models import NoticeTerms, PublishedVersion, Subscriber
from apps.retention.models import Hold
from apps.subprocessors import services
from apps.subprocessors.models import Evidence, Listing, Objection, ThirdParty, TransferAssessment
from apps.trail.models import Act
from tests.backoffice.pages import KEEPERS, address, errors_of, form_data, model_admin, told
from tests.builders import (
    BUILDER,
    a_brand,
    a_client,
    a_colleague,
    a_country,
    a_purpose,
    a_record,
    a_third_party,
    a_user,
)
from tests.evidence import vetted

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
CHANGING = [model for model in MODELS if model_admin(model).change_service and model is not User]
ABSENT = ["0", "99999999", "-1", "abc", "1.5", "_00", "9" * 30, "1'--", "..%2F1", "%25"]


def with_rights(*rights: str):
    return a_client(a_colleague("ada", *rights))


def keeper(model):
    """The browser of somebody who may do everything to records of a model that anybody may."""
    return with_rights(KEEPERS.get(model._meta.app_label, "legal"))


def acts() -> int:
    return Act.objects.count()


def live(record):
    return type(record)._base_manager.get(pk=record.pk)


def state(record) -> dict:
    return {field.attname: getattr(live(record), field.attname) for field in record._meta.concrete_fields}


# --- What the pages offer ---------------------------------------------------------------------------------------


@each_model
def test_a_page_is_that_of_a_record_and_edits_no_row_of_a_list(model):
    its = model_admin(model)

    assert isinstance(its, RecordAdmin)
    assert list(its.list_editable) == []
    assert its.has_delete_permission(None) is False


@each_model
def test_the_parts_of_a_record_are_shown_and_never_edited_beside_it(model, rf, db):
    request = rf.get("/")
    request.user = a_user("ada", "legal", "administrator")
    for inline in model_admin(model).inlines:
        its = inline(model, admin.site)

        assert isinstance(its, PartsInline)
        assert not any(
            (its.has_add_permission(request), its.has_change_permission(request), its.has_delete_permission(request))
        )


@each_model
def test_status_dates_of_decisions_and_versions_are_no_fields_of_a_form(model, db):
    record, client = a_record(model), keeper(model)
    closed = {field.name for field in model._meta.fields if not field.editable} | {"status", "version"}
    pages = [client.get(address(model, "add")), client.get(address(model, "change", record.pk))]

    forms = [page.context["adminform"].form for page in pages if page.status_code == 200]

    assert [closed & set(form.fields) for form in forms] == [set()] * len(forms)


@each_model
def test_every_search_and_filter_names_a_field_that_is_there(model, db):
    client = keeper(model)

    assert client.get(address(model, "changelist"), {"q": "a"}).status_code == 200


# --- Nothing is deleted -----------------------------------------------------------------------------------------


@each_model
def test_no_record_is_deleted_by_its_page_or_by_an_action(model, db):
    record, client = a_record(model), keeper(model)
    before = state(record), acts()

    page = client.post(address(model, "delete", record.pk), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": str(record.pk), "post": "yes"}
    client.post(address(model, "changelist"), chosen)

    assert page.status_code == 403
    assert (state(record), acts()) == before
    assert "delete_selected" not in str(client.get(address(model, "changelist")).content)


# --- The history ------------------------------------------------------------------------------------------------


@each_model
def test_the_history_of_a_record_is_read_and_nothing_else(model, db):
    record = a_record(model)
    client = with_rights(KEEPERS.get(model._meta.app_label, "legal"), "secrecy")  # from whom no history is kept
    page, before = address(model, "history", record.pk), (state(record), acts())

    answers = {
        method: getattr(client, method)(page).status_code
        for method in ("get", "head", "post", "put", "patch", "delete", "options")
    }

    assert answers == {"get": 200, "head": 200, "post": 405, "put": 405, "patch": 405, "delete": 405, "options": 405}
    assert (state(record), acts()) == before


@each_model
def test_the_history_of_what_is_not_there_is_not_found(model, db):
    client = keeper(model)

    assert {client.get(address(model, "history", name)).status_code for name in ABSENT} == {404}


@each_model
def test_without_the_right_to_see_a_record_its_history_is_as_if_there_were_none(model, db):
    record, client = a_record(model), with_rights()
    answers = [client.get(address(model, "history", pk)) for pk in (record.pk, 0)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 40, "%00", "1e3", "٣", ""])
def test_the_history_has_no_page_that_breaks(page, db):
    record = a_record(Brand)

    assert with_rights("legal").get(address(Brand, "history", record.pk), {"page": page}).status_code == 200


def test_a_long_history_is_told_in_pages(db):
    brand, ada = a_brand("acme"), a_colleague("ada", "legal")
    for number in range(30):
        organisation.change(brand, name=f"Acme {number}", by=ada)
    client = a_client(ada)
    newest, oldest = (client.get(address(Brand, "history", brand.pk), {"page": page}) for page in (1, 2))

    assert (len(newest.context["tellings"]), len(oldest.context["tellings"])) == (25, 6)
    assert ("?page=2" in newest.content.decode(), "?page=1" in oldest.content.decode()) == (True, True)


# --- Who gets to a page -----------------------------------------------------------------------------------------


@each_model
def test_the_page_of_what_is_not_there_leads_back_and_breaks_nothing(model, db):
    client = keeper(model)

    led_to = {client.get(address(model, "change", name)).headers.get("Location") for name in ABSENT}

    assert led_to == {reverse("admin:index")}
    assert client.get(led_to.pop()).status_code == 200


@each_model
def test_without_a_right_no_page_of_a_record_opens(model, db):
    record, client = a_record(model), with_rights()
    pages = [address(model, "changelist"), address(model, "add"), address(model, "change", record.pk)]

    assert {client.get(page).status_code for page in pages} | {client.post(page).status_code for page in pages} == {403}


@each_model
def test_who_may_only_look_changes_nothing(model, db):
    record, client = a_record(model), with_rights("auditor")
    before = state(record), acts()

    page = client.get(address(model, "change", record.pk))
    answers = {
        client.post(address(model, "change", record.pk)).status_code,
        client.post(address(model, "add")).status_code,
    }

    assert (page.status_code, answers) == (200, {403})
    assert 'name="_save"' not in page.content.decode()
    assert (state(record), acts()) == before


# --- What a form writes -----------------------------------------------------------------------------------------

NEW = {
    User: {"name": "Bob", "email": "bob@example.org"},
    Grant: {"user": lambda: a_user("bob").pk, "right": "web"},
    Brand: {"key": "globex", "name": "Globex", "ordering": "0", "is_active": "on"},
    LegalEntity: {"name": "Globex B.V.", "country": lambda: a_country().pk},
    Office: {"name": "Utrecht", "country": lambda: a_country().pk},
    Customer: {
        "brand": lambda: a_brand().pk,
        "name": "Globex",
        "account_reference": "A-42",
        "signed_on": datetime.date(2026, 3, 2),
    },
    Service: {"brand": lambda: a_brand().pk, "key": "chat", "name": "Chat"},
    System: {"name": "Archive"},
    DataCategory: {"key": "voice", "name": "Voice"},
    DataSource: {"key": "partners", "name": "Partners"},
    Purpose: {"key": "fraud", "text": "To prevent fraud.", "lawful_basis": LawfulBasis.CONTRACT.value},
    Country: {"code": "XX", "name": "Atlantis"},
    AdequacyDecision: {"country": lambda: a_country().pk, "valid_from": datetime.date(2026, 1, 1)},
    SupervisoryAuthority: {"country": lambda: a_country().pk, "name": "Authority"},
    Suppression: {"address": "globex@example.org", "note": "Asked by telephone."},
    Subscriber: {"brand": lambda: a_brand().pk, "topic": "subprocessors", "email": "bob@example.org", "language": "en"},
    NoticeTerms: {"brand": lambda: a_brand().pk, "signed_from": datetime.date(2026, 1, 1), "notice_days": "30"},
    ThirdParty: {"legal_name": "Globex Cloud Ltd"},
    Listing: {
        "brand": lambda: a_brand().pk,
        "third_party": lambda: a_third_party().pk,
        "function": "Hosting",
        "kind": "technology",
        "role": "subprocessor",
    },
    Evidence: {"third_party": lambda: a_third_party().pk, "kind": "dpa", "valid_from": datetime.date(2026, 1, 1)},
    Authority: {"name": "Police of Delft", "country": lambda: a_country().pk, "body": "police", "is_active": "on"},
    LegalBasis: {"code": "sv-126n", "title": "Data of users", "citation": "Sv art. 126n", "family": "production_order"},
    Team: {"name": "Privacy desk"},
    Absence: {
        "person": lambda: a_user("bob").pk,
        "deputy": lambda: a_user("eve").pk,
        "from_on": datetime.date(2026, 1, 1),
        "until_on": datetime.date(2026, 1, 8),
    },
    CannedText: {"name": "Receipt", "language": "en", "text": "Dear {name}, we have it."},
    TransferAssessment: {
        "third_party": lambda: a_third_party().pk,
        "country": lambda: a_country("US").pk,
        "conclusion": "equivalent",
        "assessed_on": datetime.date(2026, 1, 1),
        "review_on": datetime.date(2027, 1, 1),
        "assessor": "Ada",
        "law": "All of it.",
    },
}
CHANGED = {
    User: ("name", "Robert"),
    Brand: ("name", "Globex Global"),
    LegalEntity: ("registration_number", "12-34"),
    Office: ("address", "Street 1"),
    Customer: ("contract_template", "MSA 2026"),
    NoticeContact: ("name", "Dana"),
    Service: ("note", "For messages."),
    System: ("description", "Keeps messages."),
    DataCategory: ("definition", "Recordings."),
    DataSource: ("description", "From partners."),
    Purpose: ("note", "As stated."),
    Country: ("note", "An island."),
    AdequacyDecision: ("scope", "Commercial"),
    SupervisoryAuthority: ("website", "https://authority.example/"),
    Subscriber: ("organisation", "Globex"),
    ThirdParty: ("brand_name", "Globex Cloud"),
    Listing: ("conditions", "as ordered"),
    Evidence: ("number", "C-42"),
    Ticket: ("account", "A-42"),
    Authority: ("unit", "Cybercrime"),
    LegalBasis: ("issuers", "prosecutor"),
    Demand: ("officer", "Inspector Clay"),
    Team: ("name", "Legal desk"),
    Absence: ("until_on", datetime.date(2099, 1, 8)),
    CannedText: ("name", "Receipt, shorter"),
}


#: What is added by forms with tests of their own, and is more than one record.
ADDED_ELSEWHERE = {PublishedVersion, Objection, Ticket, ApiClient, Demand, Hold, TransparencyReport}


def new_values(model) -> dict:
    return {name: value() if callable(value) else value for name, value in NEW[model].items()}


def posted(client, page: str, data: dict):
    return client.post(page, {**form_data(client.get(page)), **data})


def test_the_tables_above_cover_every_form():
    assert {model for model in MODELS if model_admin(model).add_service} - ADDED_ELSEWHERE == set(NEW)
    assert {model for model in MODELS if model_admin(model).change_service} == set(CHANGED)


@pytest.mark.parametrize("model", NEW, ids=lambda model: model._meta.label)
def test_adding_a_record_writes_one_act_and_one_version(model, db):
    values, client = new_values(model), keeper(model)
    known, before = set(model.objects.values_list("pk", flat=True)), acts()

    page = posted(client, address(model, "add"), values)

    [record] = model.objects.exclude(pk__in=known)
    assert page.status_code in {200, 302}  # 200 where something is shown once
    assert acts() == before + 1
    assert getattr(record, "version", 1) == 1
    assert Act.objects.latest("id").actor == f"user:{User.objects.get(email='ada@example.org').pk}"
    if hasattr(model, "past"):
        assert model.past.objects.filter(id=record.pk, act_id=Act.objects.latest("id").pk).count() == 1


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_changing_a_record_writes_one_act_and_one_version_and_only_what_was_changed(model, db):
    record, client = a_record(model), keeper(model)
    before, count, (name, value) = state(record), acts(), CHANGED[model]

    page = posted(client, address(model, "change", record.pk), {name: value})

    after = state(record)
    assert page.status_code == 302
    assert acts() == count + 1
    assert {key for key in after if after[key] != before[key]} - {"version"} == {name}
    assert (after[name], after.get("version", 2)) == (value, before.get("version", 1) + 1)


@pytest.mark.parametrize("model", CHANGING, ids=lambda model: model._meta.label)
def test_saving_a_form_as_it_stands_writes_nothing(model, db):
    record, client = a_record(model), keeper(model)
    before = state(record), acts()

    page = posted(client, address(model, "change", record.pk), {})

    assert page.status_code == 302
    assert (state(record), acts()) == before


def everything_of(model) -> dict:
    """A value for every column that the model has, as somebody would add them to a form."""
    made = {
        models.BooleanField: "on",
        models.DateField: "2001-01-01",
        models.DateTimeField: "2001-01-01 00:00:00",
        models.ForeignKey: "1",
    }
    return {
        field.name: next((value for kind, value in made.items() if isinstance(field, kind)), "7")
        for field in model._meta.fields
    }


@pytest.mark.parametrize("model", NEW, ids=lambda model: model._meta.label)
def test_what_a_form_does_not_offer_is_not_written_when_it_is_added(model, db, rf):
    values, client = new_values(model), keeper(model)
    known = set(model.objects.values_list("pk", flat=True))
    offered = set(client.get(address(model, "add")).context["adminform"].form.fields)
    smuggled = {name: value for name, value in everything_of(model).items() if name not in offered}

    posted(client, address(model, "add"), {**values, **smuggled})

    [record] = model.objects.exclude(pk__in=known)
    fresh = {name: model._meta.get_field(name).get_default() for name in smuggled}
    untouched = {name: getattr(record, model._meta.get_field(name).attname) for name in smuggled}
    decided = {"id", "version", "reference", "password", "joined_at", "must_change_password"}
    decided |= {"source", "requested_at", "public_id", "email_key", "since_at", "reason", "address_index"}
    assert {name: value for name, value in untouched.items() if name not in decided} == {
        name: value for name, value in fresh.items() if name not in decided
    }
    assert (record.pk in {1, 7} and 7 in known) is False
    assert getattr(record, "version", 1) == 1


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_what_a_form_does_not_offer_is_not_written_when_it_is_changed(model, db):
    record, client = a_record(model), keeper(model)
    page, (name, value) = client.get(address(model, "change", record.pk)), CHANGED[model]
    offered = set(page.context["adminform"].form.fields)
    smuggled = {key: given for key, given in everything_of(model).items() if key not in offered}
    before = state(record)

    client.post(address(model, "change", record.pk), {**smuggled, **form_data(page), name: value})

    after = state(record)
    assert {key for key in after if after[key] != before[key]} - {"version"} == {name}


def test_parts_that_are_added_to_the_form_of_a_record_are_not_written(db):
    listing, client = a_record(Listing), with_rights("legal")
    page = address(Listing, "change", listing.pk)
    place = listing.locations.get()
    counted = {"locations-TOTAL_FORMS": "2", "locations-INITIAL_FORMS": "1"}
    first = {"locations-0-id": place.pk, "locations-0-kind": "support", "locations-0-DELETE": "on"}
    second = {
        "locations-1-listing": listing.pk,
        "locations-1-country": a_country("DE").pk,
        "locations-1-kind": "storage",
    }
    before, count = state(place), acts()

    posted(client, page, {**counted, **first, **second})

    assert (state(place), listing.locations.count(), acts()) == (before, 1, count)


def test_what_a_service_refuses_is_told_in_the_form_with_everything_that_was_typed(db):
    a_third_party("Acme Ltd")
    page = posted(with_rights("legal"), address(ThirdParty, "add"), {"legal_name": "ACME LTD", "brand_name": "Typed"})

    assert page.status_code == 200
    assert errors_of(page) == ["There is a third party with this legal name already."]
    assert page.context["adminform"].form["brand_name"].value() == "Typed"
    assert ThirdParty.objects.count() == 1


# --- Two people at once -----------------------------------------------------------------------------------------


@pytest.fixture
def two(db):
    """A third party that two people have open, and their browsers."""
    blank = {"contact_name": "", "contact_email": ""}
    party = a_third_party("Acme Ltd", brand_name="Acme", website="https://acme.example/", **blank)
    return party, a_client(a_colleague("ada", "legal")), a_client(a_colleague("bob", "privacy"))


def test_the_second_to_save_is_told_what_the_first_changed_and_nothing_of_theirs_is_saved_yet(two):
    party, ada, bob = two
    page = address(ThirdParty, "change", party.pk)
    hers, his = form_data(ada.get(page)), form_data(bob.get(page))
    ada.post(page, {**hers, "brand_name": "Acme Cloud", "website": ""})
    count = acts()

    conflict = bob.post(page, {**his, "brand_name": "Acme Group", "contact_name": "Dana"})

    assert conflict.status_code == 200
    assert errors_of(conflict) == [
        "Somebody else saved this record after you opened it. Nothing of yours is saved yet.",
        "ada changed Known as from “Acme” to “Acme Cloud”.",
        "ada changed Website from “https://acme.example/” to “—”.",
        "Your entries are still here. Compare them, and save again to let yours stand.",
    ]
    typed = conflict.context["adminform"].form
    assert (typed["brand_name"].value(), typed["contact_name"].value()) == ("Acme Group", "Dana")
    assert (live(party).brand_name, live(party).contact_name, live(party).version, acts()) == (
        "Acme Cloud",
        "",
        2,
        count,
    )


def test_saving_again_after_a_conflict_lets_the_second_person_stand(two):
    party, ada, bob = two
    page = address(ThirdParty, "change", party.pk)
    hers, his = form_data(ada.get(page)), form_data(bob.get(page))
    ada.post(page, {**hers, "brand_name": "Acme Cloud"})
    conflict = bob.post(page, {**his, "brand_name": "Acme Group"})

    saved = bob.post(page, form_data(conflict))

    assert saved.status_code == 302
    assert (live(party).brand_name, live(party).version) == ("Acme Group", 3)


def test_a_third_person_in_between_makes_a_second_conflict(two):
    party, ada, bob = two
    page = address(ThirdParty, "change", party.pk)
    hers, his = form_data(ada.get(page)), form_data(bob.get(page))
    ada.post(page, {**hers, "brand_name": "One"})
    conflict = bob.post(page, {**his, "brand_name": "Two"})
    posted(ada, page, {"brand_name": "Three"})

    again = bob.post(page, form_data(conflict))

    assert errors_of(again)[1:-1] == ["ada changed Known as from “One” to “Three”."]
    assert live(party).brand_name == "Three"


def test_a_conflict_waits_until_the_form_itself_is_right(two):
    party, ada, bob = two
    page = address(ThirdParty, "change", party.pk)
    hers, his = form_data(ada.get(page)), form_data(bob.get(page))
    ada.post(page, {**hers, "brand_name": "Acme Cloud"})

    wrong = bob.post(page, {**his, "legal_name": "", "brand_name": "Acme Group"})
    conflict = bob.post(page, {**form_data(wrong), "legal_name": "Acme Ltd"})

    assert errors_of(wrong) == ["legal_name: This field is required."]
    assert errors_of(conflict)[1] == "ada changed Known as from “Acme” to “Acme Cloud”."
    assert live(party).brand_name == "Acme Cloud"


def test_the_same_person_in_two_windows_is_told_too(two):
    party, ada, _bob = two
    page = address(ThirdParty, "change", party.pk)
    first, second = form_data(ada.get(page)), form_data(ada.get(page))
    ada.post(page, {**first, "brand_name": "One"})

    conflict = ada.post(page, {**second, "brand_name": "Two"})

    assert errors_of(conflict)[1] == "ada changed Known as from “Acme” to “One”."
    assert live(party).brand_name == "One"


def test_a_change_of_personal_details_by_another_is_shown_in_a_conflict(two):
    party, ada, bob = two
    page = address(ThirdParty, "change", party.pk)
    hers, his = form_data(ada.get(page)), form_data(bob.get(page))
    ada.post(page, {**hers, "contact_email": "dana@acme.example"})

    conflict = bob.post(page, {**his, "brand_name": "Acme Group"})

    assert errors_of(conflict)[1] == "ada changed Contact e-mail from “—” to “dana@acme.example”."


@pytest.mark.parametrize("seen", ["", "x", "-5", "999999999999999999999999", "0"])
def test_a_form_that_does_not_say_what_it_saw_saves_nothing(seen, two):
    party, ada, _bob = two
    page = address(ThirdParty, "change", party.pk)

    answer = ada.post(page, {**form_data(ada.get(page)), "brand_name": "Blind", "seen_version": seen})

    assert answer.status_code == 200
    assert errors_of(answer) != []
    assert live(party).brand_name == "Acme"


@pytest.mark.parametrize("model", CHANGING, ids=lambda model: model._meta.label)
def test_every_form_knows_which_version_it_shows(model, db):
    record, client = a_record(model), keeper(model)

    page = client.get(address(model, "change", record.pk))

    assert form_data(page)["seen_version"] == record.version
    assert f'name="seen_version" value="{record.version}"' in page.content.decode()


def test_what_was_approved_meanwhile_is_not_changed_by_a_form_that_was_open(db):
    listing, ada, bob = a_record(Listing), a_colleague("ada", "legal"), a_user("bob")
    client = a_client(ada)
    page = address(Listing, "change", listing.pk)
    services.change_listing(listing, purpose=a_purpose("security"), by=ada)
    opened = form_data(client.get(page))
    vetted(listing, reviewer=ada)
    services.start_vetting(listing, by=ada)
    services.ask_approval(listing, by=ada)
    services.approve_listing(listing, by=bob)

    answer = client.post(page, {**opened, "function": "Advertising"})

    assert answer.status_code == 403
    assert live(listing).function == listing.function


# --- Words ------------------------------------------------------------------------------------------------------


@each_model
def test_no_page_of_a_record_shows_a_word_of_python(model, db):
    record, client = a_record(model), keeper(model)
    pages = [address(model, "changelist"), address(model, "change", record.pk), address(model, "history", record.pk)]
    if model_admin(model).add_service:
        pages.append(address(model, "add"))

    for page in pages:
        text = client.get(page).content.decode()
        assert [
            word
            for word in (">None<", "&lt;bound", "object at 0x", "Decimal(", "datetime.", "OrderedDict")
            if word in text
        ] == []


def test_messages_after_saving_name_the_record(db):
    page = with_rights("legal").post(
        address(ThirdParty, "add"), {"legal_name": "<b>Acme</b>", "_save": "1"}, follow=True
    )

    [message] = told(page)
    assert "&lt;b&gt;Acme&lt;/b&gt;" in message


def test_a_record_that_cannot_be_kept_is_refused_by_its_service_too(db):
    with pytest.raises(ValidationError):
        services.add_third_party(by=BUILDER, legal_name="")
