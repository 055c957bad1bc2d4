"""Keys: a file of key-encryption keys apart from the database, and one data key per object wrapped by it."""

import base64
import contextlib
import hashlib
import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .errors import KeyringMissing, KeyringUnusable

NONCE, LENGTH = 12, 32


class Keyring(NamedTuple):
    """Key-encryption keys by name; new data keys are wrapped under ``current``.

    ``signing`` is the seed of the Ed25519 key that signs the log, ``indexing`` the secret of blind indexes: 32 bytes each.
    """

    current: str
    keys: dict[str, bytes]
    signing: bytes
    indexing: bytes


class DataKey(NamedTuple):
    """The key of one object: 32 random bytes, named by their SHA-256, and as they are stored."""

    name: str
    secret: bytes
    wrapped: bytes


def make_keyring(path: Path) -> None:
    """Write a new keyring that only its owner can read, whole or not at all; an existing file is left as it is.

    Raises:
        KeyringUnusable: the file cannot be written there.
    """
    secrets = [base64.b64encode(os.urandom(LENGTH)).decode() for _ in range(3)]
    body = {"current": "k1", "keys": {"k1": secrets[0]}, "signing": secrets[1], "index": secrets[2]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # which nobody else can read either
            json.dump(body, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    except OSError as error:
        raise KeyringUnusable(
            f"The keyring {path} cannot be made ({error.strerror}): make its folder writable, or let TRAIL_KEYRING "
            "name another place."
        ) from error


def keyring() -> Keyring:
    """The keyring of this office.

    Raises:
        KeyringMissing: there is no such file.
        KeyringUnusable: it is no keyring.
    """
    return _read(str(settings.TRAIL_KEYRING))


@lru_cache(maxsize=4)
def _read(path: str) -> Keyring:
    try:
        body = json.loads(Path(path).read_text())
        keys = {name: base64.b64decode(key, validate=True) for name, key in body["keys"].items()}
        signing, index = (base64.b64decode(body[name], validate=True) for name in ("signing", "index"))
        ring = Keyring(str(body["current"]), keys, signing, index)
    except FileNotFoundError as error:
        raise KeyringMissing(
            f"The keyring {path} is missing: put the file back from its own backup, or point TRAIL_KEYRING to it."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyringUnusable(f"The keyring {path} cannot be read ({error}): put it back from its backup.") from error
    if ring.current not in keys or {len(key) for key in [*keys.values(), signing, index]} != {LENGTH}:
        raise KeyringUnusable(f"The keyring {path} lacks a key of {LENGTH} bytes: put it back from its backup.")
    return ring


def new_data_key() -> DataKey:
    """A fresh key for one object, wrapped under the current key-encryption key."""
    ring, secret, nonce = keyring(), os.urandom(LENGTH), os.urandom(NONCE)
    name = hashlib.sha256(secret).hexdigest()
    sealed = _cipher(ring.keys[ring.current]).encrypt(nonce, secret, name.encode())
    return DataKey(name, secret, ring.current.encode() + b":" + nonce + sealed)


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    """The cipher of a key-encryption key, which is in memory anyway: data keys are wrapped and opened by the thousand."""
    return AESGCM(key)


def open_data_key(name: str, wrapped: bytes) -> bytes:
    """Unwrap a data key.

    Raises:
        KeyringUnusable: the key-encryption key is unknown, or the wrapped key was altered.
    """
    raw_kek, _, sealed = bytes(wrapped).partition(b":")
    kek, ring = raw_kek.decode(errors="replace"), keyring()
    if kek not in ring.keys:
        raise KeyringUnusable(f"The keyring lacks the key “{kek}”: put back its backup.")
    try:
        secret = _cipher(ring.keys[kek]).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyringUnusable(f"The object key {name[:12]}… does not open under this keyring.") from error
    if hashlib.sha256(secret).hexdigest() != name:
        raise KeyringUnusable(f"The object key {name[:12]}… is not the key of that name.")
    return secret


def encrypt(secret: bytes, plaintext: bytes, context: str) -> bytes:
    """AES-256-GCM under a data key, bound to its context: nonce and ciphertext."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, plaintext, context.encode())


def decrypt(secret: bytes, sealed: bytes, context: str) -> bytes:
    """The plaintext of ``encrypt``.

    Raises:
        KeyringUnusable: altered, or sealed under another key or for another context.
    """
    sealed = bytes(sealed)
    try:
        return AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:  # a value error: cut so short that no nonce is left
        raise KeyringUnusable(
            f"What is sealed for {context} does not open: it was altered, or it is another's."
        ) from error
