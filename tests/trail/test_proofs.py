"""A proof shows that one act stands in the signed log, and nothing else has this proof."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.trail.canonical import leaf_hash, merkle_root
from apps.trail.models import Act, Checkpoint, Entry
from apps.trail.proofs import inclusion_path, is_included, leaf_of, proof_of
from apps.trail.sealing import public_key, read_note, seal_all
from tests.accounts.people import sign_in, someone

from .offices import an_act

#: The eight leaves of the tests of Certificate Transparency, the roots over the first 1 to 8, and paths of some.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LARGEST = 70


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


# --- The tree --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size):
    assert merkle_root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_empty_log_has_the_root_of_nothing():
    assert merkle_root([]) == hashlib.sha256(b"").digest()


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_paths_are_those_of_certificate_transparency(index, size):
    path = inclusion_path(LEAVES[:size], index)

    assert [one.hex() for one in path] == PATHS[index, size]
    assert is_included(LEAVES[index], index, size, path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_every_leaf_is_proven(size):
    leaves = leaves_of(size)
    root = merkle_root(leaves)

    proven = [is_included(leaf, place, size, inclusion_path(leaves, place), root) for place, leaf in enumerate(leaves)]

    assert proven == [True] * size


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_change_of_a_proof_is_refused(data):
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    path = inclusion_path(leaves, index)
    proof = {"leaf": leaves[index], "index": index, "size": size, "path": path, "root": merkle_root(leaves)}
    change = CHANGES[data.draw(st.sampled_from([*CHANGES][: 6 if path else 3]))]

    assert not is_included(**proof | change(data.draw, proof))


def flipped(draw: Any, one: bytes) -> bytes:
    bit = draw(st.integers(0, 255))
    return (int.from_bytes(one) ^ 1 << bit).to_bytes(32)


def one_of_path_flipped(draw: Any, path: list[bytes]) -> list[bytes]:
    place = draw(st.integers(0, len(path) - 1))
    return [flipped(draw, one) if number == place else one for number, one in enumerate(path)]


def another_index(draw: Any, index: int, size: int) -> int:
    return draw(st.integers(-2, size + 2).filter(lambda one: one != index))


#: How a part of a proof is changed: what takes its place.
CHANGES: dict[str, Any] = {
    "leaf": lambda draw, proof: {"leaf": flipped(draw, proof["leaf"])},
    "root": lambda draw, proof: {"root": flipped(draw, proof["root"])},
    "longer": lambda _draw, proof: {"path": [*proof["path"], proof["leaf"]]},
    "index": lambda draw, proof: {"index": another_index(draw, proof["index"], proof["size"])},
    "path": lambda draw, proof: {"path": one_of_path_flipped(draw, proof["path"])},
    "shorter": lambda _draw, proof: {"path": proof["path"][:-1]},
}


# --- The proof of an act ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 8, 13])
def test_each_sealed_act_is_proven_by_what_its_proof_holds(db, size):
    acts = [an_act("backoffice.exported") for _ in range(size)]
    seal_all()

    for one in acts:
        proof = proof_of(one)
        note = read_note(proof["note"], public_key())
        path = [bytes.fromhex(other) for other in proof["path"]]
        assert set(proof) == {"leaf", "seq", "path", "note"}
        assert json.loads(proof["leaf"])["id"] == str(one.pk)
        assert note.size == size
        assert is_included(leaf_of(proof), proof["seq"], note.size, path, note.root)


def test_proof_of_one_act_does_not_fit_another(db):
    one, other = (an_act("backoffice.exported") for _ in range(2))
    seal_all()
    proof, note = proof_of(one), read_note(Checkpoint.objects.latest("size").note, public_key())

    path = [bytes.fromhex(step) for step in proof["path"]]
    assert not is_included(leaf_hash(Act.objects.get(pk=other.pk).leaf()), proof["seq"], note.size, path, note.root)


def test_act_that_waits_has_no_proof(db):
    sealed, waiting = an_act("backoffice.exported"), None
    seal_all()
    waiting = an_act("backoffice.exported")

    assert proof_of(sealed) is not None
    assert proof_of(waiting) is None


def test_proof_is_small(db):
    one = an_act("backoffice.exported")
    Act.objects.bulk_create([Act(kind="x", actor="worker", facts="{}", rows=0, digest="") for _ in range(2000)])
    seal_all()

    assert len(json.dumps(proof_of(one))) < 3000


# --- In the admin ----------------------------------------------------------------------------------------------------


def a_browser(name: str, *rights: str) -> Client:
    """Somebody with these rights, signed in."""
    client = Client()
    sign_in(client, someone(name, *rights))
    return client


def address(one: Act) -> str:
    return f"/admin/trail/act/{one.pk}/proof/"


@pytest.mark.parametrize("right", ["dpo", "auditor"])
def test_proof_is_downloaded_by_who_may_see_acts_and_how_many_there_are(db, right):
    one = an_act("backoffice.exported")
    seal_all()

    answer = a_browser("ada", right, "secrecy").get(address(one))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Content-Disposition"] == f'attachment; filename="act-{one.pk}.json"'
    proof, note = answer.json(), read_note(answer.json()["note"], public_key())
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert is_included(leaf_of(proof), proof["seq"], note.size, path, note.root)
    assert leaf_of(proof) == bytes(Entry.objects.get(act=one).leaf_hash)


@pytest.mark.parametrize("rights", [(), ("legal",), ("web",), ("administrator",), ("dpo",), ("auditor",), ("secrecy",)])
def test_proof_is_refused_to_who_may_not_see_acts(db, rights):
    one = an_act("backoffice.exported")
    seal_all()

    assert a_browser("bob", *rights).get(address(one)).status_code == 403


def test_proof_is_not_given_to_a_stranger(db, client):
    answer = client.get(address(an_act("backoffice.exported")))

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_act_that_waits_or_never_was_has_no_proof_to_download(db):
    browser = a_browser("ada", "dpo", "secrecy")
    waiting = an_act("backoffice.exported")

    assert browser.get(address(waiting)).status_code == 404
    assert browser.get("/admin/trail/act/018f0000-0000-7000-8000-000000000000/proof/").status_code == 404
