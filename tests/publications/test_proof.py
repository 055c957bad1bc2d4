"""The proof of an announcement: numbers that add up, or are red; each recipient; evidence that can be checked without us."""

import csv
import datetime
import hashlib
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.casework.dossiers import NoSuchEvidence, export_evidence, record_with
from apps.mailroom.models import Delivery, Letter
from apps.organisation import services as organisation
from apps.publications.choices import SubscriberStatus
from apps.publications.models import Notice, PublishedVersion
from apps.publications.queries.proof import possible_duplicates, recipients, reconciled
from apps.subprocessors import services as subprocessors
from apps.trail.acts import act
from apps.trail.canonical import leaf_hash
from apps.trail.models import Act
from apps.trail.proofs import inclusion_path, is_included, path_in, tree
from apps.trail.sealing import public_key, read_note, seal_all
from tests.announced import KIND, a_notice, a_subscriber, a_told_customer, an_announcement, some_terms
from tests.backoffice.test_steps import confirmed
from tests.builders import BUILDER, a_brand, a_client, a_colleague, a_contact, a_customer, a_user

pytestmark = pytest.mark.django_db


def just_now() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=1)


def left(subscriber):
    with act(KIND, by=BUILDER):
        subscriber.status, subscriber.ended_at = SubscriberStatus.UNSUBSCRIBED, timezone.now()
        subscriber.save()


def moved(notice, status: str, **values):
    """The letter of a notice as a sender left it."""
    Letter.objects.filter(pk=notice.letter_id).move(status=status, next_try_at=None, **values)


def told_of(announcement) -> dict:
    return {
        one.stream.value: (
            one.expected,
            one.joined,
            {term.key: term.count for term in one.terms},
            (one.left, one.waiting, one.missing, one.late),
            one.adds_up,
        )
        for one in reconciled(announcement)
    }


def sent_to_three(**values):
    """An announcement of now, sent to two subscribers and one contact; its audience was there before."""
    brand = a_brand()
    some_terms(brand)
    sam, kim = a_subscriber("sam@example.net"), a_subscriber("kim@example.net")
    customer = a_customer(brand=brand)
    contact = a_contact("dana@globex.example", customer=customer, name="Dana Doe")
    announcement = an_announcement(brand=brand, sent_at=timezone.now(), **values)
    return announcement, [sam, kim, contact], [a_notice(announcement, one) for one in (sam, kim, contact)]


# --- Numbers ---


def test_the_numbers_of_both_streams_add_up():
    announcement, _people, notices = sent_to_three()
    moved(notices[0], "handed_over", handed_over_at=timezone.now())
    moved(notices[1], "refused")

    assert told_of(announcement) == {
        "list": (2, 0, {"handed_over": 1, "refused": 1}, (0, 0, 0, 0), True),
        "contract": (1, 0, {"queued": 1}, (0, 0, 0, 0), True),
    }


def test_somebody_who_was_forgotten_is_missing_and_the_numbers_are_red():
    brand = a_brand()
    sam, _kim = a_subscriber("sam@example.net"), a_subscriber("kim@example.net")
    announcement = an_announcement(brand=brand, sent_at=timezone.now())
    a_notice(announcement, sam)

    assert told_of(announcement)["list"] == (2, 0, {"queued": 1}, (0, 0, 1, 0), False)


def test_somebody_written_to_who_had_not_confirmed_makes_up_for_nobody():
    brand = a_brand()
    a_subscriber("sam@example.net")
    pending = a_subscriber("kim@example.net", status="pending")
    announcement = an_announcement(brand=brand, sent_at=timezone.now())
    a_notice(announcement, pending)

    assert told_of(announcement)["list"] == (1, 1, {"queued": 1}, (0, 0, 1, 0), False)


def test_who_left_before_their_turn_is_accounted_for_and_who_left_later_had_their_letter():
    brand = a_brand()
    sam, kim = a_subscriber("sam@example.net"), a_subscriber("kim@example.net")
    announcement = an_announcement(brand=brand, sent_at=timezone.now())
    left(sam)
    a_notice(announcement, kim)
    left(kim)

    assert told_of(announcement)["list"] == (2, 0, {"queued": 1}, (1, 0, 0, 0), True)


def test_who_subscribed_anew_since_still_counts_on_the_cut_off():
    brand = a_brand()
    sam = a_subscriber("sam@example.net")
    announcement = an_announcement(brand=brand, sent_at=timezone.now())
    a_notice(announcement, sam)
    left(sam)
    with act(KIND, by=BUILDER):
        sam.status, sam.confirmed_at, sam.ended_at = SubscriberStatus.CONFIRMED, timezone.now(), None
        sam.save()

    assert told_of(announcement)["list"] == (1, 0, {"queued": 1}, (0, 0, 0, 0), True)


def test_others_do_not_count():
    announcement, _people, _notices = sent_to_three()
    a_subscriber("late@example.net")
    a_subscriber("other@example.net", brand=a_brand("other"))
    a_subscriber("statement@example.net", topic="statement")
    organisation.end_contact(
        a_contact("x@ended.example", customer=a_customer("Ended", brand=announcement.brand)), by=BUILDER
    )

    assert [row[0] for row in told_of(announcement).values()] == [2, 1]


def test_who_is_skipped_or_late_is_told_apart():
    announcement, _people, _notices = sent_to_three()
    a_notice(announcement, a_subscriber("late@example.net"), is_late=True)
    brand = a_brand("second")
    sam = a_subscriber("sam@example.net", brand=brand)
    second = an_announcement(brand=brand, sent_at=timezone.now())
    a_notice(second, sam, skipped="suppressed")

    assert told_of(announcement)["list"] == (2, 0, {"queued": 2}, (0, 0, 0, 1), True)
    assert told_of(second)["list"] == (1, 0, {"skipped:suppressed": 1}, (0, 0, 0, 0), True)


def test_while_it_is_sent_the_rest_waits_and_nothing_is_red():
    a_subscriber("sam@example.net")

    assert told_of(an_announcement("sending", sent_at=timezone.now()))["list"] == (1, 0, {}, (0, 1, 0, 0), True)


def test_before_it_is_sent_and_for_a_correction_there_is_nothing_to_add_up():
    announcement = an_announcement()

    assert reconciled(an_announcement("draft")) == []
    assert reconciled(an_announcement(brand=a_brand("globex"), corrects=announcement)) == []


def test_the_numbers_cost_the_same_few_queries_however_many_there_are():
    costs = []
    for number in (1, 9):
        announcement, _people, _notices = sent_to_three() if number == 1 else (costs_more(), None, None)
        with CaptureQueriesContext(connection) as queries:
            reconciled(announcement)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 8


def costs_more():
    brand = a_brand("bigger")
    people = [a_subscriber(f"person.{number}@example.net", brand=brand) for number in range(9)]
    announcement = an_announcement(brand=brand, sent_at=timezone.now())
    for one in people:
        a_notice(announcement, one)
    return announcement


# --- Recipients and duplicates ---


def test_recipients_come_by_the_page_and_by_where_they_stand():
    announcement, _people, notices = sent_to_three()
    moved(notices[1], "refused")

    assert [one.pk for one in recipients(announcement, length=2)] == [one.pk for one in notices[:2]]
    assert [one.pk for one in recipients(announcement, after=notices[1].pk)] == [notices[2].pk]
    assert [one.pk for one in recipients(announcement, state="refused")] == [notices[1].pk]


def test_every_letter_whose_answer_was_lost_is_named_as_a_possible_duplicate():
    announcement, _people, notices = sent_to_three()
    Delivery.objects.create(letter=notices[0].letter, event="unknown_outcome", attempt=1, sha256="0" * 64)
    moved(notices[0], "handed_over", handed_over_at=timezone.now())

    assert [one.pk for one in possible_duplicates(announcement)] == [notices[0].pk]


# --- The pages ---


def page_of(announcement, page: str = "proof") -> str:
    return reverse(f"admin:publications_announcement_{page}", args=[announcement.pk])


def test_the_page_shows_numbers_recipients_duplicates_and_objections():
    announcement, people, notices = sent_to_three()
    Delivery.objects.create(letter=notices[0].letter, event="unknown_outcome", attempt=1, sha256="0" * 64)
    objection = subprocessors.log_objection(
        announcement=announcement, customer=people[2].customer, contact=people[2], name="Dana", channel="post",
        received_at=timezone.now(), grounds="Our data must stay here.", by=BUILDER,
    )  # fmt: skip

    page = a_client(a_colleague("ada", "auditor")).get(page_of(announcement)).content.decode()

    assert page.count("sam@example.net") == 2  # among the recipients, and as a possible duplicate
    assert "Adds up" in page
    assert "Does not add up" not in page
    assert objection.reference in page


def test_the_page_is_red_where_the_numbers_do_not_add_up():
    brand = a_brand()
    a_subscriber("sam@example.net")
    announcement = an_announcement(brand=brand, sent_at=timezone.now())

    page = a_client(a_colleague("ada", "auditor")).get(page_of(announcement)).content.decode()

    assert "Does not add up" in page
    assert "nobody accounts for" in page


def test_the_page_costs_the_same_few_queries_however_many_recipients_there_are():
    client, costs = a_client(a_colleague("ada", "auditor")), []
    for announcement in (sent_to_three()[0], costs_more()):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(announcement)).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("asked", ["state=x", "state=%00", "after=x", "after=99999999999999999999", "after=-1", "%00"])
def test_the_page_answers_any_address(asked):
    announcement, _people, _notices = sent_to_three()

    assert a_client(a_colleague("ada", "auditor")).get(f"{page_of(announcement)}?{asked}").status_code == 200


@pytest.mark.parametrize("status", ["draft", "scheduled", "sending", "held", "effective", "closed", "cancelled"])
def test_every_announcement_has_its_page(status):
    announcement = an_announcement(status)

    assert a_client(a_colleague("ada", "auditor")).get(page_of(announcement)).status_code == 200


@pytest.mark.parametrize("right", ["web", "administrator"])
def test_nobody_else_sees_who_was_told(right):
    announcement, _people, _notices = sent_to_three()
    client = a_client(a_colleague("ada", right))

    assert client.get(page_of(announcement)).status_code in {403, 404}
    assert client.post(page_of(announcement, "recipients")).status_code in {403, 404}


def test_the_file_of_recipients_is_an_act_and_nothing_in_it_runs():
    brand = a_brand()
    sam = a_subscriber("sam@example.net", name='=HYPERLINK("https://evil.example")')
    announcement = an_announcement(brand=brand, sent_at=timezone.now())
    a_notice(announcement, sam)

    answer = a_client(a_colleague("ada", "auditor")).post(page_of(announcement, "recipients"))

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["address"], row["name"][:2], row["state"]) for row in rows] == [("sam@example.net", "'=", "queued")]
    assert Act.objects.first().stated == {"format": "csv", "register": "publications.notice", "rows": 1}


def test_the_evidence_leaves_by_a_step_that_asks_who_it_is():
    announcement, _people, _notices = sent_to_three()
    client = a_client(a_colleague("ada", "dpo"))
    step = reverse("admin:publications_announcement_step", args=[announcement.pk, "evidence"])

    before = client.post(step)
    confirmed(client)
    answer = client.post(step)

    data = b"".join(answer.streaming_content)
    assert before.headers["Location"].startswith("/accounts/reauthenticate/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{announcement.reference}.zip"'
    taken = Act.objects.get(kind="casework.evidence_exported")
    assert (taken.actor, taken.stated["sha256"]) == (f"user:{ada().pk}", hashlib.sha256(data).hexdigest())


def ada() -> User:
    return User.objects.get(email="ada@example.org")


# --- Evidence ---


def packed(announcement) -> bytes:
    file = io.BytesIO()
    export_evidence(announcement, to=file, by="command:export_evidence")
    return file.getvalue()


def evidence_of_everything():
    announcement, people, _notices = sent_to_three()
    with act(KIND, by=BUILDER):
        content = '{"listings":[]}'
        announcement.version_shown = PublishedVersion.objects.create(
            kind="subprocessors", brand=announcement.brand, number=1, effective_at=timezone.now(), content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
        )  # fmt: skip
        announcement.save()
    subprocessors.log_objection(
        announcement=announcement, customer=people[2].customer, contact=people[2], name="Dana", channel="post",
        received_at=timezone.now(), grounds="<script>alert(1)</script> = 1 + 1", by=BUILDER,
    )  # fmt: skip
    return announcement


def test_the_evidence_holds_what_was_said_to_whom_and_every_sum_is_right():
    announcement = evidence_of_everything()

    pack = zipfile.ZipFile(io.BytesIO(packed(announcement)))

    assert pack.namelist() == [
        *("README.txt", "announcement.json", "recipients.csv", "published-version.json", "objections.json"),
        *("acts.json", "checkpoint.txt", "public-key.txt", "SHA256SUMS"),
    ]
    sums = dict(reversed(line.split("  ")) for line in pack.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: hashlib.sha256(pack.read(name)).hexdigest() for name in pack.namelist() if name != "SHA256SUMS"
    }
    told = json.loads(pack.read("announcement.json"))
    assert told["content_sha256"] == hashlib.sha256(announcement.content.encode()).hexdigest()
    assert [one["adds_up"] for one in told["numbers"]] == [True, True]
    rows = list(csv.DictReader(io.StringIO(pack.read("recipients.csv").decode("utf-8-sig"))))
    letters = {letter.to_address: letter.sha256 for letter in Letter.objects.filter(kind="subprocessors/evidence_due")}
    assert {row["address"]: row["message_sha256"] for row in rows} == letters
    assert json.loads(pack.read("objections.json"))[0]["grounds"] == "<script>alert(1)</script> = 1 + 1"
    assert pack.read("published-version.json") == b'{"listings":[]}'


def test_every_act_of_the_evidence_is_proved_against_the_signed_checkpoint():
    pack = zipfile.ZipFile(io.BytesIO(packed(evidence_of_everything())))

    note = read_note(pack.read("checkpoint.txt").decode(), bytes.fromhex(pack.read("public-key.txt").decode()))
    acts = json.loads(pack.read("acts.json"))
    assert [
        is_included(
            leaf_hash(one["leaf"].encode()), one["seq"], note.size, list(map(bytes.fromhex, one["path"])), note.root
        )
        for one in acts
    ] == [True] * len(acts)
    assert "logged the objection OBJ" in " ".join(one["words"] for one in acts)
    assert bytes.fromhex(pack.read("public-key.txt").decode()) == public_key()


def test_the_same_state_gives_the_same_bytes_however_the_log_grew_since():
    announcement = evidence_of_everything()
    first = packed(announcement)
    a_user("somebody", "web")
    seal_all()

    assert packed(announcement) == first


def test_taking_the_evidence_is_an_act_with_its_sum_and_no_address():
    announcement = evidence_of_everything()

    data = packed(announcement)

    taken = Act.objects.get(kind="casework.evidence_exported")
    assert taken.stated["sha256"] == hashlib.sha256(data).hexdigest()
    assert "@" not in taken.facts


def test_the_command_writes_the_file_and_tells_its_sum(tmp_path, capsys):
    announcement, path = evidence_of_everything(), tmp_path / "evidence.zip"

    call_command("export_evidence", announcement.reference, to=str(path), json=True)

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    acts = json.loads(zipfile.ZipFile(path).read("acts.json"))
    assert (told["file"], told["records"]) == (str(path), len(acts) + 1 + 2 + 3 + 1 + 1)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_command_writes_over_nothing(tmp_path):
    announcement, path = an_announcement(), tmp_path / "evidence.zip"
    path.write_text("mine")

    with pytest.raises(CommandError, match="name a file that is not there yet"):
        call_command("export_evidence", announcement.reference, to=str(path))
    with pytest.raises(CommandError, match="There is no evidence under “ANN-1999-0001”"):
        call_command("export_evidence", "ANN-1999-0001", to=str(tmp_path / "other.zip"))

    assert (path.read_text(), list(tmp_path.iterdir())) == ("mine", [path])


def test_a_reference_of_nothing_has_no_evidence():
    with pytest.raises(NoSuchEvidence):
        record_with("OBJ-2026-0001")


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100])
def test_the_path_out_of_a_tree_is_the_one_that_is_reckoned_alone(size):
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    rows = tree(leaves)

    assert [path_in(rows, place) for place in range(size)] == [inclusion_path(leaves, place) for place in range(size)]


def test_a_customer_that_was_told_is_named_in_the_evidence():
    announcement = an_announcement(sent_at=just_now())
    customer, _contact = a_told_customer(announcement)

    rows = zipfile.ZipFile(io.BytesIO(packed(announcement))).read("recipients.csv").decode("utf-8-sig")

    assert customer.name in rows
    assert Notice.objects.count() == 1
