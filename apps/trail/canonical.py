"""Canonical bytes and the RFC 6962 Merkle tree over them: what a digest of the trail means."""

import datetime
import decimal
import hashlib
import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Any

EMPTY_ROOT = hashlib.sha256(b"").digest()


def plain(value: Any) -> Any:
    """A value as canonical JSON holds it: moments in UTC with six decimals, sets in order, the rest as text.

    Raises:
        ValueError: a moment without a time zone, which would read differently on another machine.
    """
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value} names no time zone: give the moment with one.")
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(inner) for inner in value), key=canonical)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8. Expects plain values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


#: A text as it stands in canonical JSON.
quoted = encode_basestring


def spelt(value: Any) -> str:
    """A value as it stands in canonical JSON: what ``canonical`` makes of ``plain``, without the detour."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if kind is int:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    simple = plain(value)
    return encode_basestring(simple) if type(simple) is str else canonical(simple).decode()


def leaf_hash(raw: bytes) -> bytes:
    return hashlib.sha256(b"\0" + raw).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def push(frontier: list[bytes], size: int, leaf: bytes) -> None:
    """Append one leaf hash to a tree of ``size`` leaves, kept as its frontier (at most 64 hashes)."""
    while size & 1:
        leaf, size = node_hash(frontier.pop(), leaf), size >> 1
    frontier.append(leaf)


def top(frontier: list[bytes]) -> bytes:
    """The root of the tree with this frontier."""
    if not frontier:
        return EMPTY_ROOT
    result = frontier[-1]
    for left in reversed(frontier[:-1]):
        result = node_hash(left, result)
    return result


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The RFC 6962 root of leaf hashes, 32 bytes."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        push(frontier, size, leaf)
    return top(frontier)
