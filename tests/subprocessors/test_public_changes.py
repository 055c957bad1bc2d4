"""What changed from one published list to the next is told in sentences, each thing once."""

import dataclasses
import datetime
from typing import Any

import pytest
from django.utils import translation

from apps.subprocessors.queries import PublicListing
from apps.subprocessors.queries.public_changes import told
from apps.trail.canonical import plain

DAY, LATER = datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)
ENTRY = PublicListing(
    reference="SUB-2026-0001",
    brand="Acme",
    service="",
    name="Acme Cloud B.V.",
    function="Hosting",
    kind="technology",
    role="subprocessor",
    locations=("Ireland", "Netherlands"),
    selectable=("Ireland",),
    is_optional=False,
    conditions="",
    country="Netherlands",
    website="",
    from_on=None,
    until_on=None,
)


def a_list(*rows: PublicListing, name: str = "Acme") -> dict[str, Any]:
    return {"name": name, "listings": [plain(dataclasses.asdict(row)) for row in rows]}


def but(**values: Any) -> PublicListing:
    return dataclasses.replace(ENTRY, **values)


CASES: dict[str, tuple[list[PublicListing], list[PublicListing], list[str]]] = {
    "nothing": ([ENTRY], [ENTRY], []),
    "added": (
        [],
        [ENTRY],
        [
            (
                "Acme Cloud B.V. was added: Hosting. "
                "Data is processed in: Ireland (as selected by the customer), Netherlands. Subprocessor."
            )
        ],
    ),
    "announced": (
        [],
        [but(from_on=DAY, service="Inbox", selectable=())],
        [
            (
                "Acme Cloud B.V. (Inbox) is announced, in force from 1 April 2026: Hosting. "
                "Data is processed in: Ireland, Netherlands. Subprocessor."
            )
        ],
    ),
    "in force": ([but(from_on=DAY)], [ENTRY], ["Acme Cloud B.V. is in force: Hosting."]),
    "another day": (
        [but(from_on=DAY)],
        [but(from_on=LATER)],
        ["Acme Cloud B.V. is announced for another day, in force from 1 May 2026: Hosting."],
    ),
    "taken back": ([but(from_on=DAY)], [], ["Acme Cloud B.V. was announced and does not start: Hosting."]),
    "ends": ([ENTRY], [but(until_on=DAY)], ["Acme Cloud B.V. ends on 1 April 2026: Hosting."]),
    "stays": ([but(until_on=DAY)], [ENTRY], ["Acme Cloud B.V. stays; its end was taken back: Hosting."]),
    "removed": ([but(until_on=DAY)], [], ["Acme Cloud B.V. was removed: Hosting."]),
    "places": (
        [ENTRY],
        [but(locations=("Japan", "Netherlands"), selectable=("Netherlands",))],
        [
            "Acme Cloud B.V. processes data in Japan too.",
            "Acme Cloud B.V. does not process data in Ireland any more.",
            "Acme Cloud B.V. processes data in Netherlands only where the customer selects it.",
        ],
    ),
    "fixed": (
        [ENTRY],
        [but(selectable=())],
        ["Acme Cloud B.V. processes data in Ireland whatever the customer selects."],
    ),
    "renamed": (
        [ENTRY],
        [but(name="Acme Cloud N.V.")],
        ["Acme Cloud N.V., name: “Acme Cloud N.V.”, before “Acme Cloud B.V.”."],
    ),
    "everything else": (
        [ENTRY],
        [
            but(
                service="Inbox",
                function="Storage",
                role="joint_controller",
                kind="communications",
                is_optional=True,
                conditions="on request",
                country="Ireland",
                website="https://acme.example/",
            )
        ],
        [
            "Acme Cloud B.V. (Inbox), service: “Inbox”, before “All services”.",
            "Acme Cloud B.V. (Inbox), function: “Storage”, before “Hosting”.",
            "Acme Cloud B.V. (Inbox), role: “Joint controller”, before “Subprocessor”.",
            "Acme Cloud B.V. (Inbox), kind: “Communications provider”, before “Service or technology provider”.",
            "Acme Cloud B.V. (Inbox), optional: “yes”, before “no”.",
            "Acme Cloud B.V. (Inbox), conditions: “on request”, before “—”.",
            "Acme Cloud B.V. (Inbox), country of establishment: “Ireland”, before “Netherlands”.",
            "Acme Cloud B.V. (Inbox), website: “https://acme.example/”, before “—”.",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_told(case):
    before, after, sentences = CASES[case]

    with translation.override("en-gb"):
        assert told(a_list(*before), a_list(*after)) == sentences


def test_another_order_is_no_change():
    other = but(reference="SUB-2026-0002", name="Globex")

    assert told(a_list(ENTRY, other), a_list(other, ENTRY)) == []


def test_a_renamed_brand_is_told_once_and_not_for_each_entry():
    renamed = a_list(but(brand="Acme Global"), name="Acme Global")

    with translation.override("en-gb"):
        assert told(a_list(ENTRY), renamed) == ["The brand is called Acme Global now; it was called Acme."]


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(PublicListing) if field.name != "brand"])
def test_no_field_of_an_entry_changes_unsaid(field):
    given = {
        "from_on": DAY,
        "until_on": DAY,
        "is_optional": True,
        "locations": ("Japan",),
        "selectable": ("Netherlands",),
        "role": "joint_controller",
        "kind": "communications",
    }

    assert told(a_list(ENTRY), a_list(but(**{field: given.get(field, "Something else")}))) != []
