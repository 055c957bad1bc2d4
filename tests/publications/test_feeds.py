"""Feeds of changes: one entry for each version, in words, under ids that stay."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings

from apps.organisation import services as organisation
from apps.subprocessors import services
from tests.builders import BUILDER, a_brand, a_listing_in, a_statement, a_third_party

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "/acme/subprocessors/"


def feed(ending: str, **extra: Any) -> Any:
    return Client().get(f"{AT}changes.{ending}", **extra)


def parsed(text: Any) -> Any:
    return ElementTree.fromstring(text)  # noqa: S314 - it is our own


def in_atom() -> list[dict[str, str]]:
    """The entries of the Atom feed: id, title, link and text of each."""
    root = parsed(feed("atom").content)
    return [
        {
            "id": entry.findtext(f"{ATOM}id"),
            "url": entry.find(f"{ATOM}link").get("href"),
            "title": entry.findtext(f"{ATOM}title"),
            "text": "".join(parsed(entry.findtext(f"{ATOM}summary")).itertext()),
        }
        for entry in root.findall(f"{ATOM}entry")
    ]


def in_json() -> list[dict[str, str]]:
    names = {"id": "id", "url": "url", "title": "title", "text": "content_text"}
    return [{name: item[of] for name, of in names.items()} for item in feed("json").json()["items"]]


def a_change(name: str = "Acme Cloud B.V.") -> Any:
    listing = a_listing_in("active", third_party=a_third_party(name), function="Support")
    return services.suspend_listing(listing, reason="An incident.", by=BUILDER)


def test_each_version_is_an_entry_newest_first_with_what_it_changed(db):
    a_change()
    entries = in_atom()

    assert [entry["text"] for entry in entries] == [
        "Acme Cloud B.V. was removed: Support.",
        "This is the first version.",
    ]
    assert [entry["url"] for entry in entries] == [f"http://127.0.0.1:8000{AT}versions/{number}/" for number in (2, 1)]
    assert entries[0]["title"].startswith("List of subprocessors of Acme, version 2, in effect from ")


def test_both_feeds_say_the_same(db):
    a_change()

    assert in_atom() == in_json()


def test_a_feed_of_atom_has_what_the_standard_demands(db):
    a_change()
    root = parsed(feed("atom").content)

    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert [one.findtext(f"{ATOM}{name}") for one in (root, *root.findall(f"{ATOM}entry"))].count(None) == 0
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Acme"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": f"http://127.0.0.1:8000{AT}",
        "self": f"http://127.0.0.1:8000{AT}changes.atom",
    }


def test_a_feed_of_json_has_what_the_standard_demands(db):
    a_change()
    answer = feed("json")
    said = json.loads(answer.content)

    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    assert (said["version"], said["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        f"http://127.0.0.1:8000{AT}changes.json",
    )


def test_ids_stay_when_the_office_moves_and_the_brand_is_renamed(db):
    a_change()
    before = [entry["id"] for entry in in_atom()]
    organisation.change(a_brand(), name="Acme Global", by=BUILDER)
    with override_settings(SITE_URL="https://privacy.example.org"):
        after = [entry["id"] for entry in in_atom()]

    assert before == after
    assert len(set(before)) == 2


@pytest.mark.parametrize("ending", ["atom", "json"])
def test_who_has_the_feed_already_is_told_so_until_the_next_version(ending, db):
    listing = a_change()
    first = feed(ending)
    again = feed(ending, headers={"if-none-match": first["ETag"]})
    services.resume_listing(listing, by=BUILDER)
    changed = feed(ending, headers={"if-none-match": first["ETag"]})

    assert (first.cookies, again.status_code, again.content, changed.status_code) == ({}, 304, b"", 200)
    assert first["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["a\x07b & <c>", "日本, 株式会社", "]]>", "\ufffe\U000f0000"])
def test_whatever_a_name_holds_the_feed_can_be_read(name, db):
    a_change(name)

    assert [("was removed" in entry["text"]) for entry in in_atom()] == [True, False]
    assert feed("json").status_code == 200


def test_a_statement_has_a_feed_of_its_own(db):
    a_statement("One."), a_statement("Two.")
    answer = Client().get("/acme/privacy-statement/changes.json").json()

    assert [item["content_text"] for item in answer["items"]] == [
        "Changed: from “One.” to “Two.”",
        "This is the first version.",
    ]


@pytest.mark.parametrize("address", ["/nobody/subprocessors/changes.atom", "/acme/nothing/changes.json"])
def test_there_is_no_feed_of_what_is_not_there(address, db):
    a_change()

    assert Client().get(address).status_code == 404
