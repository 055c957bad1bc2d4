"""Canonical bytes are one way only, and the Merkle tree is that of RFC 6962."""

import datetime
import decimal
import hashlib
import json
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from apps.casework.choices import FourEyes
from apps.trail.canonical import EMPTY_ROOT, canonical, leaf_hash, merkle_root, node_hash, plain, push, top

ROOT = settings.ROOT

# --- The tree --------------------------------------------------------------------------------------------------------


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written there, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


#: The published vectors of certificate-transparency: inputs, and the root of the first 1, 2, ... of them.
INPUTS = [
    bytes.fromhex(text)
    for text in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
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


@pytest.mark.parametrize("size", range(1, 9))
def test_root_is_that_of_the_published_vectors(size):
    assert merkle_root(leaf_hash(raw) for raw in INPUTS[:size]).hex() == ROOTS[size - 1]


def test_root_of_nothing_is_the_hash_of_nothing():
    assert merkle_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle_root([]) == EMPTY_ROOT


hashes = st.binary(min_size=32, max_size=32)


@given(st.lists(hashes, max_size=70))
def test_root_is_that_of_the_definition_at_any_size(leaves):
    assert merkle_root(leaves) == naive_root(leaves)


@given(st.lists(hashes, min_size=1, max_size=70))
def test_tree_grows_leaf_by_leaf_from_its_frontier_alone(leaves):
    frontier: list[bytes] = []

    for size, leaf in enumerate(leaves):
        push(frontier, size, leaf)
        assert top(list(frontier)) == naive_root(leaves[: size + 1])
        assert len(frontier) == (size + 1).bit_count()


@given(st.lists(hashes, min_size=2, max_size=40, unique=True), st.data())
def test_no_leaf_can_be_changed_moved_or_left_out_unseen(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 2))
    changed = [*leaves[:index], leaf_hash(leaves[index]), *leaves[index + 1 :]]
    moved = [*leaves[:index], leaves[index + 1], leaves[index], *leaves[index + 2 :]]
    shorter = [*leaves[:index], *leaves[index + 1 :]]

    assert len({merkle_root(one) for one in (leaves, changed, moved, shorter)}) == 4


@given(hashes, hashes)
def test_node_is_never_taken_for_a_leaf(left, right):
    assert node_hash(left, right) != leaf_hash(left + right)


# --- Canonical bytes -------------------------------------------------------------------------------------------------

EARLIEST = datetime.datetime(1900, 1, 2)  # noqa: DTZ001 - each zone is put on it
moments = st.datetimes(timezones=st.timezones(), min_value=EARLIEST, allow_imaginary=False)
simple = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | moments
    | st.uuids()
    | st.binary()
    | st.sampled_from(FourEyes)
)
names = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    simple, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(names, inner), max_leaves=12
)


@given(values)
def test_plain_values_come_back_from_their_bytes_as_they_were(value):
    assert json.loads(canonical(plain(value))) == plain(value)


@given(values)
def test_plain_values_are_plain_already(value):
    assert plain(plain(value)) == plain(value)


@given(st.dictionaries(names, values, max_size=6), st.randoms())
def test_bytes_do_not_depend_on_the_order_in_which_keys_were_given(value, random):
    keys = list(value)
    random.shuffle(keys)

    assert canonical(plain({key: value[key] for key in keys})) == canonical(plain(value))


@given(moments)
def test_moment_reads_the_same_from_any_time_zone(moment):
    elsewhere = moment.astimezone(datetime.timezone(datetime.timedelta(hours=9)))

    assert plain(elsewhere) == plain(moment)
    assert datetime.datetime.fromisoformat(plain(moment)) == moment.astimezone(datetime.UTC)


TABLE = [
    (None, None),
    (True, True),
    (7, 7),
    ("naïve", "naïve"),
    (FourEyes.GRANT, "grant"),
    (decimal.Decimal("12.50"), "12.50"),
    (decimal.Decimal("1E+3"), "1000"),
    (0.5, "0.5"),
    (datetime.date(2026, 3, 1), "2026-03-01"),
    (datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), "2026-03-01T12:00:00.000000+00:00"),
    (
        datetime.datetime(2026, 3, 1, 12, 0, 0, 7, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        "2026-03-01T10:00:00.000007+00:00",
    ),
    (uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    (b"\x00\xff", "00ff"),
    (memoryview(b"\x00\xff"), "00ff"),
    ({"b": (1, 2), 1: None}, {"b": [1, 2], "1": None}),
    ({"ada", "bob"}, ["ada", "bob"]),
    (frozenset({3, 1, 2}), [1, 2, 3]),
]


@pytest.mark.parametrize(("value", "expected"), TABLE, ids=[type(value).__name__ for value, _expected in TABLE])
def test_value_is_made_plain(value, expected):
    assert plain(value) == expected


def test_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="names no time zone"):
        plain(datetime.datetime(2026, 3, 1))  # noqa: DTZ001 - that is the case


def test_bytes_are_sorted_without_spaces_in_utf_8():
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()


def test_set_has_the_same_bytes_in_every_process():
    script = "from apps.trail.canonical import *; print(canonical(plain({'ada', 'bob', 'eve', 'dan', 'mia'})).hex())"

    def under(seed: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "PATH": ""}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert {under(seed) for seed in ("0", "1", "2")} == {b'["ada","bob","dan","eve","mia"]'.hex()}
