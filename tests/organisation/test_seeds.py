"""The reference data is what the privacy statement says, is made once, and never takes back what people changed."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.organisation import services
from apps.organisation.choices import LawfulBasis, OfficeKind
from apps.organisation.models import (
    Brand,
    Country,
    DataSource,
    LegalEntity,
    Office,
    Purpose,
    Service,
    ServiceData,
)
from apps.trail.models import Act
from tests.builders import BUILDER, a_user

STATEMENT = Path(settings.ROOT).parent / "shared" / "mission" / "privacy-statement.txt"


@pytest.fixture
def statement():
    if not STATEMENT.exists():
        pytest.skip(f"the privacy statement is not at {STATEMENT}")
    return STATEMENT.read_text()


def words(text: str) -> str:
    """Only the words, in lower case, one blank around each; what lost its line break is parted where case changes."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=2C)(?=1079)", " ", text)
    return f" {' '.join(re.findall(r'[a-z0-9]+', parted.lower()))} "


def seed() -> dict[str, dict[str, int]]:
    out = io.StringIO()
    call_command("seed", json=True, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_seeding_again_makes_nothing_and_writes_no_act(db):
    first = seed()
    acts = Act.objects.count()
    second = seed()

    assert second == {"made": dict.fromkeys(first["made"], 0), "present": first["made"]}
    assert Act.objects.count() == acts


def test_seeding_is_one_act_that_says_how_much_it_made(db):
    made = seed()["made"]

    assert [(one.kind, one.actor, one.stated, one.rows) for one in Act.objects.all()] == [
        ("organisation.seeded", "command:seed", {"count": sum(made.values())}, sum(made.values()))
    ]


def test_seeding_leaves_what_people_changed(seeded):
    ada = a_user("ada")
    services.change(LegalEntity.objects.get(), name="Bird B.V.", by=ada)
    services.change(Office.objects.get(name="Germany"), name="Hamburg", address="Am Sandtorkai 1", by=ada)
    services.unlink_category(ServiceData.objects.filter(service__key="sms").first(), by=ada)
    services.change(Brand.objects.get(key="telvox"), is_active=False, by=ada)
    acts = Act.objects.count()

    counts = services.seed_office(by="command:seed")

    assert [label for label, (made, _present) in counts.items() if made] == []
    assert Act.objects.count() == acts
    assert [entity.name for entity in LegalEntity.objects.all()] == ["Bird B.V."]
    assert ServiceData.objects.current().filter(service__key="sms").count() == 3


def test_seeding_makes_only_what_is_missing(db):
    services.add(Brand, key="messagebird", name="Bird", by=BUILDER)

    counts = services.seed_office(by="command:seed")

    assert counts["organisation.brand"] == (4, 1)
    assert Brand.objects.get(key="messagebird").name == "Bird"
    assert Service.objects.filter(brand__name="Bird", key="sms").count() == 1


def test_seeding_with_an_unreadable_keyring_is_one_clear_sentence(db, settings, tmp_path):
    settings.TRAIL_KEYRING = tmp_path / "keyring.json"
    settings.TRAIL_KEYRING.write_text("{}")

    with pytest.raises(CommandError, match=r"^The keyring .*keyring\.json cannot be read"):
        call_command("seed")


def test_seeding_beside_a_record_of_the_same_name_is_one_clear_sentence(db):
    services.add(Brand, key="bird", name="messagebird", by=BUILDER)

    with pytest.raises(CommandError) as refusal:
        call_command("seed")

    assert str(refusal.value) == (
        "The brand “MessageBird” of the reference data cannot be made: There is a brand of this name already. "
        "Change the other record first."
    )
    assert Country.objects.count() == 0


def test_brands_have_the_keys_that_addresses_use_and_only_one_has_a_known_company(seeded):
    assert [(brand.key, str(brand.legal_entity), brand.privacy_email) for brand in Brand.objects.all()] == [
        ("messagebird", "MessageBird B.V.", "privacy@messagebird.com"),
        ("sparkpost", "None", "privacy@messagebird.com"),
        ("pusher", "None", "privacy@messagebird.com"),
        ("24sessions", "None", "privacy@messagebird.com"),
        ("telvox", "None", "privacy@messagebird.com"),
    ]


def test_services_belong_to_the_brand_that_the_statement_points_to(seeded):
    found = {}
    for service in Service.objects.select_related("brand"):
        found.setdefault(service.brand.key, set()).add(service.name)

    assert found == {
        "messagebird": {
            *("SMS", "Voice", "Numbers", "Inbox", "Flow Builder", "Omnichannel Widget", "Conversation Channels", "CDP")
        },
        "sparkpost": {"Email Services"},
        "pusher": {"Push Notifications"},
        "24sessions": {"Video Engagement Platform"},
    }


#: The headers of the rows of the table in 3.1, in its order.
ROWS = (
    *("SMS", "Voice", "Email Services", "Numbers", "Inbox", "Flow Builder", "Video Engagement Platform"),
    *("Omnichannel Widget", "Conversation Channels", "Push Notifications", "CDP"),
)


def cells_of(statement: str) -> dict[str, str]:
    """The table in 3.1: what stands beside each service."""
    start = statement.index("CATEGORIES OF END USER PERSONAL DATA INVOLVED") + len(
        "CATEGORIES OF END USER PERSONAL DATA INVOLVED"
    )
    rest = statement[start : statement.index("* Traffic data is data")]
    cells = {}
    for row, following in zip(ROWS, [*ROWS[1:], None], strict=True):
        assert rest.strip().startswith(row)
        end = rest.index(f" {following} ", len(row) + 1) if following else len(rest)
        cells[row], rest = words(rest.strip()[len(row) : end]), rest[end:]
    return cells


def left_of(cell: str, service: Service) -> str:
    """What of a cell is told by no record of the service."""
    phrases = [service.description]
    for link in service.data_links.current().select_related("category"):
        phrases.append((link.wording or link.category.name) + (" (optional)" if link.is_optional else ""))
        if words(link.category.definition) in cell:
            phrases.append(link.category.definition)
    for phrase in sorted(filter(None, dict.fromkeys(phrases)), key=len, reverse=True):
        assert words(phrase) in cell, f"{service}: “{phrase}” does not stand in the table"
        cell = cell.replace(words(phrase), " ", 1)
    return " ".join(word for word in cell.split() if word != "or")


def test_the_table_of_services_is_that_of_the_statement_cell_by_cell(seeded, statement):
    cells = cells_of(statement)

    left = {service.name: left_of(cells[service.name], service) for service in Service.objects.all()}

    assert left == dict.fromkeys(ROWS, "")


def test_only_the_service_that_states_none_has_no_categories(seeded):
    without = [service.name for service in Service.objects.all() if not service.data_links.current().exists()]

    assert without == ["Numbers"]
    assert Service.objects.get(is_without_data=True).name == "Numbers"


def test_footnotes_of_the_statement_are_the_definitions(seeded, statement):
    definitions = {
        link.category.name: link.category.definition
        for link in ServiceData.objects.filter(service__key="sms").select_related("category")
        if link.category.definition
    }

    assert sorted(definitions) == ["Location related data", "Traffic data"]
    for name, definition in definitions.items():
        assert words(f"{name} is {definition}") in words(statement)


def test_purposes_are_those_of_the_statement_word_for_word(seeded, statement):
    start, end = statement.index("To promote the use of our services"), statement.index("We only request and retain")

    purposes = list(Purpose.objects.all())

    assert len(purposes) == 15
    assert words(" ".join(purpose.text for purpose in purposes)) == words(statement[start:end])


def test_each_basis_is_stated_or_marked_as_proposed(seeded):
    stated = {p.key: p.lawful_basis for p in Purpose.objects.all() if p.note.startswith("The basis is stated (2.1): ")}
    proposed = {
        purpose.key: purpose.lawful_basis
        for purpose in Purpose.objects.all()
        if purpose.note.startswith("The basis is proposed") and purpose.note.endswith("Confirm with counsel.")
    }

    assert stated == {
        "information": LawfulBasis.LEGITIMATE_INTEREST,
        "use": LawfulBasis.CONTRACT,
        "billing": LawfulBasis.LEGAL_OBLIGATION,
        "transmission": LawfulBasis.CONTRACT,
        "security": LawfulBasis.LEGAL_OBLIGATION,
        "fraud": LawfulBasis.LEGAL_OBLIGATION,
        "legal": LawfulBasis.LEGAL_OBLIGATION,
    }
    assert proposed == {
        "promotion": LawfulBasis.CONSENT,
        "account": LawfulBasis.CONTRACT,
        "identity": LawfulBasis.LEGITIMATE_INTEREST,
        "support": LawfulBasis.CONTRACT,
        "analysis": LawfulBasis.CONSENT,
        "compliance": LawfulBasis.LEGITIMATE_INTEREST,
        "protection": LawfulBasis.LEGITIMATE_INTEREST,
        "surveys": LawfulBasis.CONSENT,
    }


def test_the_statement_answers_for_the_interest_it_states_and_for_no_proposed_one(seeded):
    interests = Purpose.objects.filter(lawful_basis=LawfulBasis.LEGITIMATE_INTEREST)

    assert {purpose.key: purpose.is_assessed for purpose in interests} == {
        "information": True,
        "identity": False,
        "compliance": False,
        "protection": False,
    }


def test_offices_have_only_the_address_that_the_statement_gives(seeded, statement):
    headquarters = Office.objects.headquarters().get()
    local = Office.objects.local()

    assert words(headquarters.address) in words(statement)
    assert headquarters.supervisory_authority.name == "Autoriteit Persoonsgegevens"
    assert {(office.name, office.address, office.kind) for office in local} == {
        (name, "", OfficeKind.LOCAL) for name in ("USA", "Singapore", "Germany", "China", "Colombia", "Australia", "UK")
    }
    for office in local:
        assert words(office.name) in words(statement[statement.index("Do you live in the USA") :][:120])


def test_sources_of_data_are_those_of_the_statement(seeded, statement):
    section = words(statement[statement.index("3.2 Personal data collected from other sources") :])

    positions = [section.index(words(source.name)) for source in DataSource.objects.order_by("pk")]

    assert len(positions) == 4
    assert positions == sorted(positions)
