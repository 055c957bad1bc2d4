"""What names a hidden record is hidden with it, for whoever may not know of that record, and for nobody else."""

from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from apps.accounts.choices import Right
from apps.casework.models import Approval, Counter
from apps.casework.registers import Secret
from apps.casework.veils import hidden_names, in_view, is_secret, may_count, secret_register, veils
from apps.disclosures import services
from apps.disclosures.models import Demand
from apps.mailroom.choices import Told
from apps.mailroom.events import Word, take_word
from apps.mailroom.models import InboundMessage, Letter, ProviderEvent, Suppression
from apps.trail.acts import act
from apps.trail.canonical import canonical
from apps.trail.models import Act, Verification
from apps.trail.queries import EMPTY, faults_told, story
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.builders import a_client, a_colleague, a_letter, a_user
from tests.disclosures.demands import a_basis, a_demand, a_secret_basis, counsel, decided, fresh, reviewed
from tests.mailroom.mails import a_mail, report_of, stored, taken

pytestmark = pytest.mark.django_db


def a_secret_demand(**values: Any) -> Demand:
    return a_demand(legal_basis=a_secret_basis(), **values)


def a_letter_about(demand: Demand) -> Letter:
    return services.push_back(reviewed(demand), kind="narrow", words="Narrow it.", by=counsel()).letter


def seen(model: type[models.Model], user: Any) -> set[Any]:
    return set(in_view(model._default_manager.all(), user).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("rights", "is_cleared", "sees"),
    [
        ((), False, False),
        (("legal",), False, False),
        (("legal", "secrecy"), False, False),
        (("legal", "secrecy"), True, True),
        (tuple(right for right in Right if right != Right.SECRECY), False, False),
    ],
)
def test_acts_and_letters_about_it_and_what_is_told_of_those_are_seen_by_whoever_is_cleared(rights, is_cleared, sees):
    demand = a_secret_demand()
    letter = a_letter_about(demand)
    take_word(Word("sparkpost", "1", Told.DELIVERED, (letter.message_id,), letter.to_address))
    mail = taken(report_of(letter.message_id, letter.to_address))
    nora = a_user("nora", *rights)
    if is_cleared:
        services.clear_person(demand, user=nora, by=counsel())
    put = Act.objects.filter(about=f"mailroom.inboundmessage:{mail.pk}")

    assert (demand.pk in seen(Demand, nora)) is sees
    assert (letter.pk in seen(Letter, nora)) is sees
    assert (mail.pk in seen(InboundMessage, nora)) is sees
    assert (seen(ProviderEvent, nora) != set()) is sees
    assert put.filter(pk__in=seen(Act, nora)).exists() is sees
    assert Act.objects.filter(about=f"disclosures.demand:{demand.pk}", pk__in=seen(Act, nora)).exists() is sees


def test_what_names_an_ordinary_record_or_none_is_seen_by_everybody():
    letter, other = a_letter_about(a_demand()), a_letter()

    assert seen(Letter, a_user("nora")) == {letter.pk, other.pk}


def test_everybody_sees_it_once_it_is_secret_no_more():
    demand = a_secret_demand()
    letter = a_letter_about(demand)
    services.lift_silence(fresh(demand), words="In writing.", by=counsel())

    assert letter.pk in seen(Letter, a_user("nora"))


def test_a_visitor_is_shown_nothing_secret():
    letter = a_letter_about(a_secret_demand())

    assert letter.pk not in seen(Letter, None)


def test_letters_about_it_take_no_number_of_the_series():
    first = a_letter()
    secret = a_letter_about(a_secret_demand())
    last = a_letter()

    assert (last.pk, secret.pk < 0) == (first.pk + 1, True)


def test_approvals_about_it_take_no_number_and_no_reference_of_the_series():
    decided(a_demand())  # so that everybody who asks and decides is there
    before, counted = Approval.objects.latest("pk"), Counter.objects.values_list("last", flat=True).get()
    decided(a_secret_demand())
    kept = Counter.objects.values_list("last", flat=True).get()
    decided(a_demand())

    assert [one.pk - before.pk for one in Approval.objects.filter(pk__gt=before.pk)] == [1]
    assert Approval.objects.get(pk__lt=0).reference.count("-") == 2
    assert (kept, Approval.objects.latest("pk").reference[-4:]) == (counted, f"{counted + 1:04d}")


def test_letters_are_listed_by_time_whatever_their_numbers():
    letters = [a_letter(), a_letter_about(a_secret_demand()), a_letter()]
    for second, letter in enumerate(letters):
        Letter.objects.filter(pk=letter.pk).move(queued_at=letter.queued_at.replace(second=second))

    assert [one.pk for one in Letter.objects.all()] == [one.pk for one in reversed(letters)]


def test_a_letter_about_it_that_comes_back_says_nothing_of_its_address():
    letter = a_letter_about(a_secret_demand())
    take_word(Word("sparkpost", "1", Told.BOUNCED_HARD, (letter.message_id,), letter.to_address))

    assert Suppression.objects.count() == 0
    assert [one.pk < 0 for one in ProviderEvent.objects.all()] == [True]


def test_mail_that_comes_in_takes_no_number_of_a_series():
    messages = [stored(a_mail(Message_ID=f"<{number}@m>")) for number in range(3)]

    assert all(one.pk < 0 for one in messages)
    assert [one.pk for one in InboundMessage.objects.stored()] == [one.pk for one in messages]


def test_rows_of_ledgers_below_zero_are_covered_and_verified():
    letter = a_letter_about(a_secret_demand())
    take_word(Word("sparkpost", "1", Told.DELIVERED, (letter.message_id,), letter.to_address))
    waiting = verify()
    seal_all()

    assert (waiting.findings, verify().findings) == ([], [])


def test_an_export_of_a_register_with_secrets_is_told_to_whoever_made_it_alone():
    ada, bob = a_user("ada", "legal"), a_user("bob", "auditor")
    with act("backoffice.exported", by=ada, about=secret_register("disclosures.demand"), rows=3):
        pass
    with act("backoffice.exported", by=ada, about=secret_register("organisation.brand"), rows=4):
        pass
    exports = Act.objects.filter(kind="backoffice.exported")

    assert (in_view(exports, ada).count(), in_view(exports, bob).count()) == (2, 1)


@pytest.mark.parametrize(("rights", "counts"), [(("auditor",), False), (("auditor", "secrecy"), True)])
def test_numbers_of_the_log_are_shown_with_clearance_alone(rights, counts):
    nora = a_colleague("nora", *rights)
    a_letter()
    seal_all()
    covering = Act.objects.get(kind="trail.ledger_covered")
    Verification.objects.create(code=0, records=7777, size=8888, seconds=0.1, faults="[]")
    browser = a_client(nora)

    acts = browser.get(reverse("admin:trail_act_changelist")).content.decode()
    page = browser.get(reverse("admin:trail_verification_changelist")).content.decode()

    assert may_count(nora) is counts
    assert (str(covering.pk) in acts) is counts
    assert ("7,777" in page or "7777" in page, "Acts in the signed log" in page) == (counts, counts)


def test_faults_are_told_without_what_is_hidden():
    demand = a_secret_demand()
    about = Act.objects.filter(about=f"disclosures.demand:{demand.pk}").first()
    nora = a_user("nora", "auditor")
    faults = [
        {"kind": "live", "where": f"disclosures.demand:{demand.pk}", "words": "a"},
        {"kind": "live", "where": f"disclosures.target:{demand.targets.get().pk}, version 1", "words": "b"},
        {"kind": "rows", "where": f"act {about.pk} (disclosures.demand_logged)", "words": "c"},
        {"kind": "gap", "where": "entry 7", "words": "d"},
        {"kind": "live", "where": "organisation.brand:1", "words": "e"},
    ]
    found = Verification.objects.create(code=40, records=1, size=1, seconds=1, faults=canonical(faults).decode())

    def told(user: Any) -> list[tuple[str, str]]:
        shown = faults_told(found, hidden=lambda names: hidden_names(names, user), counts=may_count(user))
        return [(one["words"], one["where"]) for one in shown]

    assert told(nora) == [("d", EMPTY), ("e", "organisation.brand:1")]
    assert [words for words, _where in told(counsel())] == ["a", "b", "c", "d", "e"]


def test_a_history_names_no_hidden_record():
    secret = a_secret_demand()
    demand = services.log_demand(**_again(secret), related=secret, by=counsel())

    assert secret.reference not in _story(demand, a_user("nora", "legal"))
    assert secret.reference in _story(demand, counsel())


def _again(demand: Demand) -> dict[str, Any]:
    names = ("brand", "legal_entity", "office", "channel", "received_at", "authority", "customer")
    return {name: getattr(demand, name) for name in names} | {"legal_basis": a_basis()}


def _story(record: Any, user: Any) -> str:
    tellings, _more = story(record, shown=partial(in_view, user=user))
    return "\n".join(str(one.rows) for one in tellings)


# --- Rules over every model ---


def test_only_a_named_record_of_a_secret_model_is_secret():
    demand = a_demand()

    assert [is_secret(one) for one in ("", "disclosures.demand", demand, a_secret_demand(), a_letter())] == [
        *(False, False, False, True),
        False,
    ]


def test_every_record_in_the_admin_that_names_others_has_a_veil():
    """A record of these would tell of what is hidden, wherever it is listed."""
    secret = {label for label, veil in veils().items() if isinstance(veil, Secret)}

    def names_others(model: type[models.Model]) -> bool:
        columns = {one.name for one in model._meta.concrete_fields}
        linked = {one.related_model._meta.label_lower for one in model._meta.concrete_fields if one.related_model}
        return bool(columns & {"about", "subject_model"} or linked & secret - {model._meta.label_lower})

    named = {model._meta.label_lower for model in admin.site._registry if names_others(model)}

    assert named - set(veils()) == set()


def test_no_list_is_filtered_by_a_record_that_may_be_hidden():
    """The filter would list each of them by name."""
    filters = {
        (model._meta.label_lower, name): model._meta.get_field(name.partition("__")[0])
        for model, model_admin in admin.site._registry.items()
        for name in model_admin.list_filter
        if isinstance(name, str)
    }

    assert [
        where for where, one in filters.items() if one.related_model and one.related_model._meta.label_lower in veils()
    ] == []
