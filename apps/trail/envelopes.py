"""Secrets of a record: texts and files encrypted under its own key, and blind indexes to find a text again.

Destroying the record's key (``services.erase``) makes all of them unreadable at once, history and backups included.
"""

import hashlib
import hmac
import secrets
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models

from .acts import current_act, object_name
from .errors import KeyringUnusable
from .keyring import NONCE, decrypt, encrypt, keyring
from .models import ObjectKey

#: Files are sealed in pieces, so that a large one is never in memory as a whole.
PIECE = 64 * 1024
TAG = 16
MAGIC = b"PO1\n"
#: Where they lie in the storage.
FOLDER = "sealed"


def key_of(record: models.Model) -> bytes:
    """The record's key, made when it has none; inside an act, as everything that is written.

    Raises:
        KeyringUnusable: the keyring does not open it.
    """
    current_act()
    label = record._meta.label_lower
    key = ObjectKey.of(label, [record.pk]).get(record.pk)
    if key is None:
        key = ObjectKey.make(label, record.pk)
        key.save(force_insert=True)
    return key.open()


def present_key(record: models.Model) -> bytes:
    """The record's key for reading.

    Raises:
        KeyringUnusable: it was destroyed, or was never made.
    """
    key = ObjectKey.of(record._meta.label_lower, [record.pk]).get(record.pk)
    if key is None:
        raise KeyringUnusable(f"{object_name(record)} has no key: it was erased, or nothing was ever sealed for it.")
    return key.open()


def seal_text(record: models.Model, purpose: str, text: str) -> bytes:
    """A text under the record's key, bound to the record and to what it is for (``purpose``, as in a field's name)."""
    return encrypt(key_of(record), text.encode(), _text_context(record, purpose))


def seal_text_under(key: bytes, record: models.Model | str, purpose: str, text: str) -> bytes:
    """As ``seal_text``, where many records are written at once and their keys are at hand."""
    return encrypt(key, text.encode(), _text_context(record, purpose))


def open_text(record: models.Model, purpose: str, sealed: bytes) -> str:
    """What ``seal_text`` sealed.

    Raises:
        KeyringUnusable: erased, altered, or sealed for another record or purpose.
    """
    return open_text_under(present_key(record), record, purpose, sealed)


def open_text_under(key: bytes, record: models.Model, purpose: str, sealed: bytes) -> str:
    """As ``open_text``, where many records are read at once and their keys are at hand.

    Raises:
        KeyringUnusable: altered, or sealed for another record or purpose.
    """
    return decrypt(key, sealed, _text_context(record, purpose)).decode()


def _text_context(record: models.Model | str, purpose: str) -> str:
    """Apart from the context of a history row, which begins with the record, and of a file."""
    return f"text:{object_name(record)}:{purpose}"


def blind_index(purpose: str, value: str) -> bytes:
    """16 bytes by which equal values are found again without being readable: HMAC-SHA256 under a key per purpose.

    The caller normalises the value first; the index is erased with its record.
    """
    key = hmac.digest(keyring().indexing, b"privacy-office/blind-index/" + purpose.encode(), hashlib.sha256)
    return hmac.digest(key, value.encode(), hashlib.sha256)[:16]


def signature(purpose: str, value: str) -> bytes:
    """32 bytes that only this office can make for a value and a purpose: HMAC-SHA256 under a key of the purpose.

    It stands as long as the keyring does, whatever becomes of SECRET_KEY.
    """
    key = hmac.digest(keyring().indexing, b"privacy-office/signature/" + purpose.encode(), hashlib.sha256)
    return hmac.digest(key, value.encode(), hashlib.sha256)


def seal_file(record: models.Model, purpose: str, source: BinaryIO) -> tuple[str, str]:
    """Store a file encrypted under the record's key; gives its random stored name and the SHA-256 of its content.

    Where the act under way comes to nothing, the file goes with it.

    Every piece is bound to the record, the purpose, the file and its place, and the last one to being the last: pieces
    that were swapped, repeated or cut off do not open.
    """
    key, name, digest = AESGCM(key_of(record)), f"{FOLDER}/{secrets.token_hex(32)}", hashlib.sha256()
    with tempfile.TemporaryFile() as sealed:  # of ciphertext only
        sealed.write(MAGIC)
        number, piece = 0, _piece(source)
        while True:
            following = _piece(source)
            nonce = secrets.token_bytes(NONCE)
            place = _place(record, purpose, name, number, is_last=not following)
            sealed.write(nonce + key.encrypt(nonce, piece, place))
            digest.update(piece)
            if not following:
                break
            piece, number = following, number + 1
        current_act().if_undone(partial(default_storage.delete, name))  # a storage may fail half-way
        return default_storage.save(name, File(sealed)), digest.hexdigest()


def _piece(source: BinaryIO) -> bytes:
    """A whole piece, however little a source gives at a time; less only at its end."""
    piece = b""
    while len(piece) < PIECE and (more := source.read(PIECE - len(piece))):
        piece += more
    return piece


def open_file(record: models.Model, purpose: str, name: str) -> Iterator[bytes]:
    """The content of a sealed file, piece by piece; the first is opened at once, so that what does not open is known.

    Raises:
        KeyringUnusable: erased, altered, cut off, or of another record or purpose.
    """
    pieces = _opened(record, purpose, name)
    return chain([next(pieces)], pieces)


def _opened(record: models.Model, purpose: str, name: str) -> Iterator[bytes]:
    key = AESGCM(present_key(record))
    with default_storage.open(name, "rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise KeyringUnusable(f"{name} is no sealed file.")
        number, sealed = 0, file.read(NONCE + PIECE + TAG)
        while True:
            following = file.read(NONCE + PIECE + TAG)
            context = _place(record, purpose, name, number, is_last=not following)
            try:
                piece = key.decrypt(sealed[:NONCE], sealed[NONCE:], context)
            except (InvalidTag, ValueError) as error:
                raise KeyringUnusable(f"{name} does not open: it was altered, cut off, or is another's.") from error
            yield piece
            if not following:
                return
            number, sealed = number + 1, following


def _place(record: models.Model, purpose: str, name: str, number: int, *, is_last: bool) -> bytes:
    return f"file:{object_name(record)}:{purpose}:{name}:{number}:{'last' if is_last else 'more'}".encode()


def erased_values(model: Any, names: list[str]) -> dict[str, Any]:
    """What personal fields hold once they are erased: nothing, in the way the field can."""
    return {name: None if model._meta.get_field(name).null else "" for name in names}
