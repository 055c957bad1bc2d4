"""What is on hold is not erased, by whomever and however; what is not, is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.casework.holds import Held, held_among
from apps.mailroom import services as mailroom
from apps.organisation import services as organisation
from apps.organisation.models import NoticeContact
from apps.publications.services import erase_subscriber
from apps.subprocessors import services as subprocessors
from apps.trail.models import Act, ObjectKey
from apps.trail.services import erase
from tests.announcing import a_subscriber
from tests.builders import BUILDER, a_brand, a_contact, a_letter, a_third_party

from .holds import a_hold, a_secret_hold, lifted

pytestmark = pytest.mark.django_db
GROUND = "GDPR art. 17(1)(b)"


def a_leaver(email: str = "ada@example.org") -> NoticeContact:
    """A contact that nothing demands to keep."""
    return organisation.end_contact(a_contact(email), by=BUILDER)


def keys_of(record: NoticeContact) -> int:
    return ObjectKey.objects.filter(model="organisation.noticecontact", object_id=record.pk).count()


def test_who_is_on_hold_is_not_erased():
    contact = a_leaver()
    a_hold(email="ada@example.org")

    with pytest.raises(Held, match="a legal duty does not allow"):
        erase(contact, ground=GROUND, by=BUILDER)

    contact.refresh_from_db()
    assert (contact.email, keys_of(contact)) == ("ada@example.org", 1)
    assert Act.objects.filter(kind="trail.person_erased").count() == 0


def test_who_is_not_on_hold_is_erased():
    contact = a_leaver("bob@example.org")
    a_hold(email="ada@example.org")

    assert erase(contact, ground=GROUND, by=BUILDER).email == ""


def test_who_was_on_hold_is_erased_once_it_is_lifted():
    contact = a_leaver()
    lifted(a_hold(email="ada@example.org"))

    assert erase(contact, ground=GROUND, by=BUILDER).email == ""


@pytest.mark.usefixtures("customers_are_secret")
def test_who_asks_to_erase_is_told_the_same_of_a_secret_hold():
    open_one, secret = a_leaver("open@example.org"), a_leaver("secret@example.org")
    a_hold(email="open@example.org")
    a_secret_hold(email="secret@example.org")

    told = []
    for contact in (open_one, secret):
        with pytest.raises(Held) as refused:
            erase(contact, ground=GROUND, by=BUILDER)
        told.append(str(refused.value))

    assert told[0] == told[1]


def test_letters_and_subscribers_are_kept_under_a_hold_too():
    letter = mailroom.cancel_letter(a_letter("ada@example.org"), by=BUILDER)
    subscriber = a_subscriber("ada@example.org", brand=a_brand())
    a_hold(email="ada@example.org")

    with pytest.raises(Held):
        mailroom.erase_letter(letter, ground=GROUND, by=BUILDER)
    with pytest.raises(Held):
        erase_subscriber(subscriber, ground=GROUND, by=BUILDER)

    assert held_among([letter]) == {letter.pk}
    assert held_among([subscriber]) == {subscriber.pk}


def test_nothing_is_held_among_no_records(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert held_among([]) == set()


@pytest.mark.parametrize("scope", ["record", "case", "class"])
def test_the_database_itself_keeps_the_key_of_what_a_hold_names(scope):
    contact = a_leaver()
    named = {"subject": "organisation.noticecontact", "email": ""} if scope == "class" else {}
    a_hold(None if named else contact, scope=scope, **named)

    with pytest.raises(IntegrityError, match="what is on hold keeps its key"), transaction.atomic():
        ObjectKey.objects.filter(model="organisation.noticecontact").delete()

    assert keys_of(contact) == 1


def test_the_database_lets_the_key_of_another_go():
    contact, other = a_leaver(), a_leaver("other@example.org")
    a_hold(contact, scope="record")

    ObjectKey.objects.filter(model="organisation.noticecontact", object_id=other.pk).delete()

    assert (keys_of(contact), keys_of(other)) == (1, 0)


def test_a_hold_itself_is_erased_only_once_it_was_lifted():
    hold = lifted(a_hold(email="ada@example.org"))

    hold = erase(hold, ground=GROUND, by=BUILDER)

    assert (hold.ground, hold.address_index, hold.selector, hold.status) == ("", "", "", "lifted")


def test_a_file_of_evidence_is_not_replaced_while_its_third_party_is_on_hold():
    party = a_third_party()
    evidence = subprocessors.add_evidence(
        party, kind="dpa", valid_from=timezone.localdate(), file=ContentFile(b"%PDF-1.4 one", "one.pdf"), by=BUILDER
    )
    a_hold(party)

    with pytest.raises(Held):
        subprocessors.file_evidence(evidence, file=ContentFile(b"%PDF-1.4 two", "two.pdf"), by=BUILDER)

    evidence.refresh_from_db()
    assert (evidence.file_name, default_storage.exists(str(evidence.file.name))) == ("one.pdf", True)
