"""What is sealed under a record's key opens for that record and purpose alone, whole and unaltered, until an erasure."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.organisation import services as organisation
from apps.organisation.models import NoticeContact
from apps.trail.acts import act
from apps.trail.envelopes import (
    MAGIC,
    NONCE,
    PIECE,
    TAG,
    blind_index,
    key_of,
    open_file,
    open_text,
    seal_file,
    seal_text,
)
from apps.trail.errors import KeyringMissing, KeyringUnusable, WrittenOutsideAct
from apps.trail.keyring import make_keyring
from apps.trail.models import ObjectKey
from apps.trail.services import erase
from tests.builders import BUILDER, a_contact, a_customer, a_legal_entity

pytestmark = pytest.mark.django_db
SEALED = NONCE + PIECE + TAG
GROUND = "GDPR art. 17(1)(b)"


def sealing(work: Callable[[], Any]) -> Any:
    """What a service would do: the work, inside an act."""
    with act("organisation.noticecontact_changed", by=BUILDER):
        return work()


def sealed_text(record: Any, text: str, purpose: str = "target") -> bytes:
    return sealing(lambda: seal_text(record, purpose, text))


def sealed_file(record: Any, content: bytes, purpose: str = "attachment") -> str:
    """The stored name of a sealed file."""
    return sealing(lambda: seal_file(record, purpose, io.BytesIO(content)))[0]


def opened(record: Any, name: str, purpose: str = "attachment") -> bytes:
    return b"".join(open_file(record, purpose, name))


def stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def put(name: str, content: bytes) -> None:
    """Another content in the place of a stored file."""
    default_storage.delete(name)
    assert default_storage.save(name, ContentFile(content)) == name


# --- Texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "Ada", "Zoë ☃ \U0001f512", "\0", "x" * 100_000])
def test_text_comes_back_as_it_was(text):
    record = a_contact()

    assert open_text(record, "target", sealed_text(record, text)) == text


def test_equal_texts_are_sealed_differently():
    record = a_contact()

    assert sealed_text(record, "Ada") != sealed_text(record, "Ada")


def test_text_is_not_readable_as_it_is_stored():
    sealed = sealed_text(a_contact(), "canary-of-a-target")

    assert b"canary" not in sealed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30), data=st.data())
def test_text_with_any_bit_flipped_does_not_open(text, data):
    record = NoticeContact.objects.first() or a_contact()
    sealed = bytearray(sealed_text(record, text))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(KeyringUnusable):
        open_text(record, "target", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * NONCE, b"x" * (NONCE + TAG), b"x" * 100])
def test_nonsense_does_not_open_as_a_text(sealed):
    record = a_contact()
    sealed_text(record, "Ada")

    with pytest.raises(KeyringUnusable, match="does not open"):
        open_text(record, "target", sealed)


def test_text_does_not_open_for_another_purpose():
    record = a_contact()
    sealed = sealed_text(record, "Ada")

    with pytest.raises(KeyringUnusable, match="does not open"):
        open_text(record, "note", sealed)


def test_text_does_not_open_for_another_record():
    customer = a_customer()
    record, other = (a_contact(f"{name}@example.com", customer=customer) for name in ("ada", "bob"))
    sealed = sealed_text(record, "Ada")

    with pytest.raises(KeyringUnusable, match="does not open"):
        open_text(other, "target", sealed)


def test_history_row_does_not_open_as_a_text():
    """Its ciphertext lies under the same key, bound to ``app.model:id:version``."""
    record = a_contact()
    sealed = bytes(NoticeContact.past.objects.get(id=record.pk, version=1).sealed)

    with pytest.raises(KeyringUnusable, match="does not open"):
        open_text(record, "1", sealed)


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_record_has_one_key_for_all_that_is_sealed():
    record = a_legal_entity(registered_address="")
    label = {"model": "organisation.legalentity", "object_id": record.pk}
    assert ObjectKey.objects.filter(**label).count() == 0

    sealed_text(record, "one")
    sealed_file(record, b"two")
    organisation.change(record, registered_address="Kanaalweg 1", by=BUILDER)

    assert ObjectKey.objects.filter(**label).count() == 1
    assert record.past.objects.get(version=2).key_name == ObjectKey.objects.get(**label).name


def test_key_is_made_inside_an_act_only():
    record = a_contact()

    with pytest.raises(WrittenOutsideAct):
        key_of(record)


def test_reading_makes_no_key():
    record = a_legal_entity(registered_address="")

    with pytest.raises(KeyringUnusable, match="has no key"):
        open_text(record, "target", b"x" * 100)
    assert ObjectKey.objects.filter(model="organisation.legalentity").count() == 0


def test_copy_of_the_database_opens_nothing_without_the_keyring(tmp_path):
    record = a_contact()
    sealed, name = sealed_text(record, "Ada"), sealed_file(record, b"Ada")

    with override_settings(TRAIL_KEYRING=tmp_path / "gone.json"):
        with pytest.raises(KeyringMissing, match=r"keyring .*gone\.json is missing: put the file back"):
            open_text(record, "target", sealed)
        with pytest.raises(KeyringMissing):
            opened(record, name)


def test_keyring_of_another_office_opens_nothing(tmp_path):
    record = a_contact()
    sealed = sealed_text(record, "Ada")
    make_keyring(tmp_path / "keyring.json")

    with (
        override_settings(TRAIL_KEYRING=tmp_path / "keyring.json"),
        pytest.raises(KeyringUnusable, match="does not open"),
    ):
        open_text(record, "target", sealed)


# --- Files -----------------------------------------------------------------------------------------------------------


class ShortReads(io.BytesIO):
    """A source that gives less than it is asked for, as a socket does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 1000))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 7])
def test_file_comes_back_as_it_was(size):
    record, content = a_contact(), (b"0123456789abcdef" * (size // 16 + 1))[:size]

    name, digest = sealing(lambda: seal_file(record, "attachment", io.BytesIO(content)))

    assert opened(record, name) == content
    assert digest == hashlib.sha256(content).hexdigest()
    assert len(stored(name)) == len(MAGIC) + size + (NONCE + TAG) * max(1, -(-size // PIECE))


def test_file_from_a_source_that_gives_little_at_a_time_comes_back_as_it_was():
    record, content = a_contact(), bytes(range(256)) * 600

    name, digest = sealing(lambda: seal_file(record, "attachment", ShortReads(content)))

    assert opened(record, name) == content
    assert digest == hashlib.sha256(content).hexdigest()


def test_name_and_content_of_a_file_are_not_readable_as_it_is_stored():
    record = a_contact()

    names = {sealed_file(record, b"canary-of-a-file" * 9000) for _ in range(2)}

    assert len(names) == 2
    assert all(b"canary" not in stored(name) for name in names)
    assert all(name.startswith("sealed/") and "contact" not in name for name in names)


@pytest.mark.parametrize("place", ["first", "nonce", "middle", "second piece", "last"])
def test_file_with_a_bit_flipped_does_not_open(place):
    record = a_contact()
    name = sealed_file(record, b"x" * (2 * PIECE))
    content = bytearray(stored(name))
    at = {"first": 0, "nonce": 5, "middle": PIECE // 2, "second piece": len(MAGIC) + SEALED + 20, "last": -1}[place]
    content[at] ^= 1
    put(name, bytes(content))

    with pytest.raises(KeyringUnusable):
        opened(record, name)


@pytest.mark.parametrize(
    "length", [0, 3, 4, 10, len(MAGIC) + NONCE, 1000, len(MAGIC) + SEALED, len(MAGIC) + 2 * SEALED]
)
def test_file_that_is_cut_off_does_not_open(length):
    """Also at the end of a piece, where what is left is whole by itself."""
    record = a_contact()
    name = sealed_file(record, b"x" * (2 * PIECE + 1))
    put(name, stored(name)[:length])

    with pytest.raises(KeyringUnusable):
        opened(record, name)


@pytest.mark.parametrize(
    "order", [[1, 0, 2], [0, 0, 2], [0, 2], [1, 2], [2], [0, 1, 1, 2], [0, 1, 2, 2], [2, 1, 0], [0, 1, 2, 0]], ids=str
)
def test_file_whose_pieces_are_swapped_repeated_or_left_out_does_not_open(order):
    record = a_contact()
    name = sealed_file(record, b"a" * PIECE + b"b" * PIECE + b"c" * PIECE)
    content = stored(name)[len(MAGIC) :]
    pieces = [content[start : start + SEALED] for start in range(0, len(content), SEALED)]
    put(name, MAGIC + b"".join(pieces[one] for one in order))

    with pytest.raises(KeyringUnusable):
        opened(record, name)


def test_file_put_in_the_place_of_another_does_not_open():
    record = a_contact()
    one, two = sealed_file(record, b"one"), sealed_file(record, b"two")
    put(two, stored(one))

    with pytest.raises(KeyringUnusable, match="does not open"):
        opened(record, two)


def test_file_opens_for_its_record_and_purpose_alone():
    customer = a_customer()
    record, other = (a_contact(f"{name}@example.com", customer=customer) for name in ("ada", "bob"))
    name = sealed_file(record, b"one")

    with pytest.raises(KeyringUnusable, match="does not open"):
        opened(other, name)
    with pytest.raises(KeyringUnusable, match="does not open"):
        opened(record, name, purpose="evidence")


def test_file_that_is_not_sealed_is_told():
    record = a_contact()
    name = sealed_file(record, b"one")
    put(name, b"%PDF-1.7 in the clear")

    with pytest.raises(KeyringUnusable, match="is no sealed file"):
        opened(record, name)


# --- Blind indexes ---------------------------------------------------------------------------------------------------


def test_blind_index_finds_equal_values_of_a_purpose():
    assert blind_index("target.email", "ada@example.com") == blind_index("target.email", "ada@example.com")
    assert len(blind_index("target.email", "")) == 16


def test_blind_index_differs_by_value_and_purpose(tmp_path):
    indexes = {
        blind_index(purpose, value)
        for purpose in ("a", "b", "ab")
        for value in ("", "a", "b", "ba", "\u00e9", "e\u0301")
    }

    assert len(indexes) == 18


def test_blind_index_is_of_this_keyring(tmp_path):
    own = blind_index("target.email", "ada@example.com")
    make_keyring(tmp_path / "keyring.json")

    with override_settings(TRAIL_KEYRING=tmp_path / "keyring.json"):
        assert blind_index("target.email", "ada@example.com") != own


# --- After an erasure ------------------------------------------------------------------------------------------------


def test_nothing_opens_after_an_erasure():
    record = organisation.end_contact(a_contact(), by=BUILDER)
    sealed, name = sealed_text(record, "Ada"), sealed_file(record, b"Ada" * PIECE)

    erase(record, ground=GROUND, by=BUILDER)

    with pytest.raises(KeyringUnusable, match="has no key: it was erased"):
        open_text(record, "target", sealed)
    with pytest.raises(KeyringUnusable, match="has no key: it was erased"):
        opened(record, name)


def test_what_was_erased_does_not_open_under_a_later_key():
    record = a_legal_entity(registered_address="Kanaalweg 1")
    sealed, name = sealed_text(record, "Ada"), sealed_file(record, b"Ada")
    record = erase(record, ground=GROUND, by=BUILDER)

    later = sealed_text(record, "Bob")

    assert open_text(record, "target", later) == "Bob"
    with pytest.raises(KeyringUnusable, match="does not open"):
        open_text(record, "target", sealed)
    with pytest.raises(KeyringUnusable, match="does not open"):
        opened(record, name)
