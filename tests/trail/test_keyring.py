"""The keyring stays apart from the database: made once, read or refused clearly, and nothing opens without it."""

import base64
import hashlib
import json
import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from apps.trail import keyring
from apps.trail.errors import KeyringMissing, KeyringUnusable
from apps.trail.keyring import decrypt, encrypt, make_keyring, new_data_key, open_data_key
from apps.trail.models import ObjectKey

SECRET = bytes(range(32))
CONTEXT = "organisation.noticecontact:7:1"


@pytest.fixture
def path(settings, tmp_path) -> Path:
    """Where this office has its keyring; there is none yet."""
    settings.TRAIL_KEYRING = tmp_path / "keys" / "keyring.json"
    return settings.TRAIL_KEYRING


def write(path: Path, body: object) -> None:
    """A keyring file; where it has keys by name, the keys of the log and of blind indexes stand beside them."""
    path.parent.mkdir(exist_ok=True)
    if isinstance(body, dict) and isinstance(body.get("keys"), dict):
        body = {"signing": a_key(), "index": a_key()} | body
    path.write_text(body if isinstance(body, str) else json.dumps(body))


def a_key(length: int = 32) -> str:
    return base64.b64encode(os.urandom(length)).decode()


# --- The file --------------------------------------------------------------------------------------------------------


def test_new_keyring_can_be_read_by_its_owner_alone(path):
    make_keyring(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["keyring.json"]
    assert [len(key) for key in keyring.keyring().keys.values()] == [32]


def test_keyring_that_is_there_is_never_overwritten(path):
    make_keyring(path)
    before = path.read_text()

    make_keyring(path)

    assert path.read_text() == before


def test_of_many_that_make_the_keyring_at_once_all_read_the_same(path):
    start, seen = threading.Barrier(8), []

    def make() -> None:
        start.wait()
        make_keyring(path)
        seen.append(path.read_text())

    threads = [threading.Thread(target=make) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [path.read_text()] * 8


def test_keyring_that_cannot_be_made_says_where_and_why(tmp_path):
    (tmp_path / "keys").write_text("a file, where a folder should be")

    with pytest.raises(KeyringUnusable, match=r"keys/keyring.json cannot be made .*: make its folder writable"):
        make_keyring(tmp_path / "keys" / "keyring.json")


def test_missing_keyring_says_where_it_should_be(path):
    with pytest.raises(KeyringMissing, match=r"keys/keyring.json is missing: put the file back from its own backup"):
        keyring.keyring()


UNREADABLE = {
    "no JSON": "k1: secret",
    "a list": [],
    "no keys": {"current": "k1"},
    "no current key named": {"keys": {"k1": a_key()}},
    "keys in a list": {"current": "k1", "keys": [a_key()]},
    "a key that is no text": {"current": "k1", "keys": {"k1": 7}},
    "a key that is no base 64": {"current": "k1", "keys": {"k1": "not base 64!"}},
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_damaged_keyring_cannot_be_read(path, body):
    write(path, body)

    with pytest.raises(KeyringUnusable, match=r"keys/keyring.json cannot be read \(.*\): put it back from its backup"):
        keyring.keyring()


LACKING = {
    "the current key": {"current": "k2", "keys": {"k1": a_key()}},
    "every key": {"current": "k1", "keys": {}},
    "bytes of the current key": {"current": "k1", "keys": {"k1": a_key(16)}},
    "bytes of an older key": {"current": "k2", "keys": {"k1": a_key(31), "k2": a_key()}},
    "bytes of the signing key": {"current": "k1", "keys": {"k1": a_key()}, "signing": a_key(31)},
}


@pytest.mark.parametrize("body", LACKING.values(), ids=LACKING)
def test_keyring_without_a_whole_key_is_refused(path, body):
    write(path, body)

    with pytest.raises(KeyringUnusable, match=r"keys/keyring.json lacks a key of 32 bytes"):
        keyring.keyring()


def test_keyring_that_is_a_folder_cannot_be_read(path):
    path.mkdir(parents=True)

    with pytest.raises(KeyringUnusable, match="cannot be read"):
        keyring.keyring()


def test_no_message_tells_a_key(path):
    key = a_key(16)
    write(path, {"current": "k1", "keys": {"k1": key}})

    with pytest.raises(KeyringUnusable) as refusal:
        keyring.keyring()

    assert key not in str(refusal.value)


# --- An office and its keyring ---------------------------------------------------------------------------------------


def test_new_office_makes_its_keyring_with_its_first_key(db, path):
    key = ObjectKey.make("organisation.noticecontact", 7)

    assert path.exists()
    assert key.name == hashlib.sha256(key.open()).hexdigest()


def test_office_whose_keyring_is_lost_never_makes_a_new_one(db, path, settings):
    ObjectKey.make("organisation.noticecontact", 7).save()
    settings.TRAIL_KEYRING = path.with_name("lost.json")

    with pytest.raises(KeyringMissing, match=r"lost\.json is missing"):
        ObjectKey.make("organisation.noticecontact", 8)

    assert not settings.TRAIL_KEYRING.exists()


def test_office_with_a_damaged_keyring_makes_no_new_one(db, path):
    write(path, "{")

    with pytest.raises(KeyringUnusable, match="cannot be read"):
        ObjectKey.make("organisation.noticecontact", 7)

    assert path.read_text() == "{"


# --- Keys of objects -------------------------------------------------------------------------------------------------


def test_key_of_an_object_opens_with_the_key_that_wrapped_it(path):
    make_keyring(path)
    key = new_data_key()

    assert open_data_key(key.name, key.wrapped) == key.secret
    assert key.secret not in key.wrapped


def test_key_that_was_wrapped_before_a_rotation_still_opens(path, settings):
    make_keyring(path)
    key = new_data_key()
    keys = json.loads(path.read_text())["keys"]
    settings.TRAIL_KEYRING = path.with_name("rotated.json")
    write(settings.TRAIL_KEYRING, {"current": "k2", "keys": keys | {"k2": a_key()}})

    assert open_data_key(key.name, key.wrapped) == key.secret
    assert new_data_key().wrapped.startswith(b"k2:")


def test_keyring_that_lacks_the_key_says_which(path, settings):
    make_keyring(path)
    key = new_data_key()
    settings.TRAIL_KEYRING = path.with_name("other.json")
    write(settings.TRAIL_KEYRING, {"current": "k2", "keys": {"k2": a_key()}})

    with pytest.raises(KeyringUnusable, match="lacks the key “k1”"):
        open_data_key(key.name, key.wrapped)


def test_key_does_not_open_under_the_keyring_of_another_office(path, settings):
    make_keyring(path)
    key = new_data_key()
    settings.TRAIL_KEYRING = path.with_name("other.json")
    make_keyring(settings.TRAIL_KEYRING)

    with pytest.raises(KeyringUnusable, match="does not open under this keyring"):
        open_data_key(key.name, key.wrapped)


def test_key_does_not_open_under_the_name_of_another(path):
    make_keyring(path)
    one, other = new_data_key(), new_data_key()

    with pytest.raises(KeyringUnusable, match="does not open under this keyring"):
        open_data_key(other.name, one.wrapped)


def test_key_that_was_wrapped_under_the_name_of_another_is_not_taken_for_it(path):
    make_keyring(path)
    ring, name, nonce = keyring.keyring(), "0" * 64, os.urandom(12)
    forged = b"k1:" + nonce + AESGCM(ring.keys["k1"]).encrypt(nonce, SECRET, name.encode())

    with pytest.raises(KeyringUnusable, match="is not the key of that name"):
        open_data_key(name, forged)


def test_wrapped_key_opens_at_no_length_but_its_own(path):
    make_keyring(path)
    key = new_data_key()

    for length in range(len(key.wrapped)):
        with pytest.raises(KeyringUnusable):
            open_data_key(key.name, key.wrapped[:length])


def test_wrapped_key_with_any_byte_altered_does_not_open(path):
    make_keyring(path)
    key = new_data_key()

    for index in range(len(key.wrapped)):
        altered = bytearray(key.wrapped)
        altered[index] ^= 1
        with pytest.raises(KeyringUnusable):
            open_data_key(key.name, bytes(altered))


# --- What is sealed --------------------------------------------------------------------------------------------------

contexts = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.binary(min_size=32, max_size=32), st.binary(), contexts)
def test_what_is_sealed_opens_with_its_key_and_context(secret, plaintext, context):
    sealed = encrypt(secret, plaintext, context)

    assert decrypt(secret, memoryview(sealed), context) == plaintext
    assert len(sealed) == len(plaintext) + 28


@given(st.binary(max_size=40), st.data())
def test_any_altered_bit_is_refused(plaintext, data):
    sealed = bytearray(encrypt(SECRET, plaintext, CONTEXT))
    index, bit = data.draw(st.integers(0, len(sealed) - 1)), data.draw(st.integers(0, 7))
    sealed[index] ^= 1 << bit

    with pytest.raises(KeyringUnusable, match="it was altered, or it is another's"):
        decrypt(SECRET, bytes(sealed), CONTEXT)


@given(st.binary(max_size=40), st.data())
def test_what_was_cut_short_is_refused(plaintext, data):
    sealed = encrypt(SECRET, plaintext, CONTEXT)

    with pytest.raises(KeyringUnusable, match="it was altered, or it is another's"):
        decrypt(SECRET, sealed[: data.draw(st.integers(0, len(sealed) - 1))], CONTEXT)


@given(st.binary(max_size=40), contexts.filter(lambda text: text != CONTEXT))
def test_what_was_sealed_for_another_context_is_refused(plaintext, context):
    sealed = encrypt(SECRET, plaintext, CONTEXT)

    with pytest.raises(KeyringUnusable, match="it was altered, or it is another's"):
        decrypt(SECRET, sealed, context)


@given(st.binary(max_size=40), st.binary(min_size=32, max_size=32).filter(lambda secret: secret != SECRET))
def test_what_was_sealed_under_another_key_is_refused(plaintext, secret):
    sealed = encrypt(SECRET, plaintext, CONTEXT)

    with pytest.raises(KeyringUnusable, match="it was altered, or it is another's"):
        decrypt(secret, sealed, CONTEXT)


def test_the_same_is_never_sealed_alike():
    assert len({encrypt(SECRET, b"Ada", CONTEXT) for _number in range(100)}) == 100
