"""The indexes of searches: put up again where they are missing, and without a word of who was erased."""

import pytest
from django.db import connection

from apps.casework import searching
from apps.publications import services
from apps.publications.models import Subscriber
from tests.builders import BUILDER, a_subscriber

pytestmark = pytest.mark.django_db

NAME = "publications_subscriber_words"
only_on_sqlite = pytest.mark.skipif("sqlite" not in connection.vendor, reason="FTS5 is of SQLite")


def found(term: str) -> list[str]:
    return list(Subscriber.objects.filter(Subscriber.words.containing(term)).values_list("email", flat=True))


def drop() -> None:
    statement = (
        "DROP TRIGGER search_publications_subscriber_update" if connection.vendor == "sqlite" else f"DROP INDEX {NAME}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_index_that_is_missing_is_told_and_put_up_again():
    before = searching.missing()
    drop()

    words = [(one.id, one.msg) for one in searching.searches_are_indexed(None, databases=["default"])]
    searching.install()

    assert before == searching.missing() == []
    assert words == [("casework.W001", f"Searches read every row, as their indexes are missing: {NAME}.")]


@only_on_sqlite
def test_what_changed_while_a_trigger_was_missing_is_found_once_it_stands_again():
    ada = a_subscriber("ada@example.org", name="Ada Byron")
    drop()
    services.change_subscriber(ada, name="Ada Lovelace", by=BUILDER)

    searching.install()

    assert found("Lovelace") == ["ada@example.org"]


@only_on_sqlite
def test_no_word_of_who_was_erased_is_left_in_the_index():
    a_subscriber("bob@example.org", name="Bob")
    ada = a_subscriber("ada@example.org", name="Zyxwvut")
    services.erase_subscriber(ada, ground="gdpr-17-1-b", by=BUILDER)

    searching.wipe_residue()

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT block FROM {NAME}_data")
        assert [block for (block,) in cursor.fetchall() if b"wvu" in bytes(block)] == []
    assert found("example") == ["bob@example.org"]
