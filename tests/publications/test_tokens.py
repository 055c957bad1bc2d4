"""Tokens of links: nobody forges one, and one for this is none for that."""

import random
import string

import pytest

from apps.publications.tokens import read, signed

ALPHABET = string.ascii_letters + string.digits + "-_."
NAMES = [f"{number:032x}" for number in range(100)]


def test_a_token_gives_its_name_back(db):
    assert [read("unsubscribe", signed("unsubscribe", name)) for name in NAMES] == NAMES


def test_a_token_for_one_purpose_is_none_for_another(db):
    assert read("unsubscribe", signed("object", NAMES[0])) is None


def test_no_token_with_one_character_changed_is_taken(db):
    dice, taken = random.Random(19), []
    for name in NAMES:
        token = signed("unsubscribe", name)
        for place, letter in enumerate(token):
            other = dice.choice([one for one in ALPHABET if one != letter])
            taken.append(read("unsubscribe", token[:place] + other + token[place + 1 :]))

    assert set(taken) == {None}


@pytest.mark.parametrize("token", ["", ".", "a.b", "a", NAMES[0], NAMES[0] + ".", " " + NAMES[0], "é." + "a" * 43])
def test_what_is_no_token_is_refused(token, db):
    assert read("unsubscribe", token) is None
