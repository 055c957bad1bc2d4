"""The demo has a site for each brand, once, and notices that the lint lets pass."""

import pytest

from apps.accounts.services import open_office
from apps.cookies import demo
from apps.cookies.models import Cookie, CookieNotice
from apps.cookies.queries.lint import errors_of
from apps.organisation import demo as organisation

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_site_for_each_brand_once(seeded):
    open_office(demo=True)
    organisation.load()

    made, again = demo.load(), demo.load()

    assert (made, again) == ({"sites": len(demo.SITES)}, {"sites": 0})
    assert {notice.site.brand.key for notice in CookieNotice.objects.all()} == set(demo.PUBLISHED)
    assert [finding for notice in CookieNotice.objects.all() for finding in errors_of(notice.site)] == []
    assert Cookie.objects.unclassified().count() == len(demo.SITES) - len(demo.PUBLISHED)


def test_without_anybody_of_the_web_team_there_is_none(seeded):
    open_office(demo=False)

    assert demo.load() == {"sites": 0}
