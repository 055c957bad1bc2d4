"""The proof that one act stands in the log: its leaf, its path, and the signed root. It tells nothing of other acts."""

from collections.abc import Sequence
from typing import Any

from .canonical import leaf_hash, merkle_root, node_hash
from .models import Act, Checkpoint, Entry


def inclusion_path(leaves: list[bytes], index: int) -> list[bytes]:
    """The RFC 6962 audit path (2.1.1) of one leaf hash among all."""
    path = []
    while len(leaves) > 1:
        half = 1 << (len(leaves) - 1).bit_length() - 1
        if index < half:
            path.append(merkle_root(leaves[half:]))
            leaves = leaves[:half]
        else:
            path.append(merkle_root(leaves[:half]))
            leaves, index = leaves[half:], index - half
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: whether the path leads from a leaf hash to the root."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(other, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, other)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def proof_of(act: Act) -> dict[str, Any] | None:
    """The proof of one act against the last checkpoint: ``{leaf, seq, path, note}``; None while it is not sealed.

    ``leaf`` is the signed text, ``path`` a list of hexadecimal hashes, ``note`` the signed note.
    """
    last = Checkpoint.objects.order_by("-size").first()
    entry = Entry.objects.filter(act=act).first()
    if entry is None or last is None or entry.seq >= last.size:
        return None
    hashes = Entry.objects.filter(seq__lt=last.size).order_by("seq").values_list("leaf_hash", flat=True)
    leaves = [bytes(one) for one in hashes.iterator(20_000)]
    path = inclusion_path(leaves, entry.seq)
    return {"leaf": act.leaf().decode(), "seq": entry.seq, "path": [one.hex() for one in path], "note": last.note}


def proofs_of(acts: Sequence[Act]) -> tuple[list[dict[str, Any]], str]:
    """The proofs of many acts, ``{leaf, seq, path}`` each, and the one signed note that they lead to.

    The note is the first that covers all of them, so that they stay the same while the log grows. An act that is not
    sealed yet has neither ``seq`` nor ``path``; where none is, there is no note.
    """
    places = dict(Entry.objects.filter(act__in=[act.pk for act in acts]).values_list("act_id", "seq"))
    reach = max(places.values(), default=-1)
    checkpoint = Checkpoint.objects.filter(size__gt=reach).order_by("size").first() if places else None
    if checkpoint is None:
        return [{"leaf": act.leaf().decode()} for act in acts], ""
    hashes = Entry.objects.filter(seq__lt=checkpoint.size).order_by("seq").values_list("leaf_hash", flat=True)
    rows = tree([bytes(one) for one in hashes.iterator(20_000)])
    return [
        {"leaf": act.leaf().decode()}
        | (
            {"seq": places[act.pk], "path": [one.hex() for one in path_in(rows, places[act.pk])]}
            if act.pk in places
            else {}
        )
        for act in acts
    ], checkpoint.note


def tree(leaves: list[bytes]) -> list[list[bytes]]:
    """The hashes of an RFC 6962 tree row by row, from its leaves to its root: one without a neighbour goes up as it is."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        row = rows[-1]
        pairs = [node_hash(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
        rows.append(pairs + row[len(pairs) * 2 :])
    return rows


def path_in(rows: list[list[bytes]], index: int) -> list[bytes]:
    """The audit path of one leaf in a tree: what ``inclusion_path`` gives, without hashing the tree again."""
    path = []
    for row in rows[:-1]:
        if index ^ 1 < len(row):
            path.append(row[index ^ 1])
        index >>= 1
    return path


def leaf_of(proof: dict[str, Any]) -> bytes:
    """The leaf hash that a proof is about."""
    return leaf_hash(proof["leaf"].encode())
