"""Programs that open every link of a letter, as mail scanners do, change nothing."""

import hashlib
import os
import re
from itertools import cycle, islice

import pytest
from django.apps import apps
from django.db import connection

from apps.publications.models import Subscriber
from apps.publications.tokens import leave_link, preferences_link
from tests.builders import a_brand

from .mail import a_subscriber, asks, letters, links_of, visitor

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="(/[^"#]*)"|action="(/[^"#]*)"')


def digests() -> dict[str, str]:
    """The digest of every row of every table, by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[model._meta.db_table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def crawled() -> list[str]:
    """Every address that letters lead to, and the pages behind them to, and so on; none outside."""
    known = dict.fromkeys(link for letter in letters() for link in links_of(letter))
    for one in Subscriber.objects.all():
        known |= dict.fromkeys(
            link.partition("8000")[2] for link in (leave_link(one.public_id), preferences_link(one.public_id))
        )
    waiting = list(known)
    while waiting:
        page = visitor().get(waiting.pop())
        if page["Content-Type"].startswith("text/html"):
            leads = [one or other for one, other in HREF.findall(page.content.decode())]
            new = [one for one in leads if one not in known and not one.startswith(("/static/", "/admin/"))]
            known |= dict.fromkeys(new)
            waiting += new
    return list(known)


def crawl(times: int) -> tuple[dict[str, str], dict[str, str], set[int]]:
    """The digests before and after so many GET and HEAD requests over all links, and how they were answered."""
    a_brand("globex")
    a_subscriber("ada@example.org", topics=["subprocessors", "statement"])
    asks("ada@example.org")
    asks("bob@example.org")
    paths, before, client = crawled(), digests(), visitor()
    asked = [(method, path) for path in paths for method in (client.get, client.head)]
    codes = {method(path).status_code for method, path in islice(cycle(asked), times)}
    return before, digests(), codes


def test_two_thousand_looks_at_every_link_change_no_row():
    before, after, codes = crawl(2000)

    assert after == before
    assert codes <= {200, 302, 304}


@pytest.mark.slow
def test_a_hundred_thousand_looks_at_every_link_change_no_row():
    before, after, codes = crawl(int(os.environ.get("GETS", "100000")))

    assert after == before
    assert codes <= {200, 302, 304}


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_does_anything(method):
    a_subscriber()
    asks("bob@example.org")
    before = digests()

    codes = {getattr(visitor(), method)(link).status_code for letter in letters() for link in links_of(letter)}

    assert (codes, digests()) == ({405}, before)
