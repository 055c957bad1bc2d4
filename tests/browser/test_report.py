"""A half-year of government requests is counted by one, published by another, and read by anybody."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.test_desk import THEMES_OWN, desk, do_step, take_step
from tests.browser.test_pages import faults, sticks_out
from tests.browser.test_triage import sign_in
from tests.disclosures.offices import an_office_of

__all__ = ["desk"]


def test_a_report_is_counted_published_by_two_and_read_by_anybody(page: Page, live_server, desk: None) -> None:
    an_office_of(60, seed=7)
    sign_in(page, "carla")
    page.goto("/admin/disclosures/transparencyreport/add/")
    page.get_by_label("Brand").select_option(label="Acme")
    page.get_by_label("Period").fill("2025-H1")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/disclosures/transparencyreport/")
    page.get_by_role("link", name="First half of 2025").click()
    drafted = faults(page).keys() - THEMES_OWN
    take_step(page, "Ask to publish")
    do_step(page, "Ask to publish")

    page.context.clear_cookies()
    sign_in(page, "dirk")
    page.goto("/admin/disclosures/transparencyreport/")
    page.get_by_role("link", name="First half of 2025").click()
    take_step(page, "Publish")
    do_step(page, "Publish")

    page.context.clear_cookies()
    wrong: list[Any] = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/acme/transparency-report/")
        wrong += [(width, one) for one in (faults(page), sticks_out(page)) if one]
    expect(page.get_by_role("heading", name="First half of 2025")).to_be_visible()
    told = json.loads(page.request.get("/acme/transparency-report/versions/1/data/datapackage.json").text())
    assert (drafted, wrong, told["resources"] != []) == (set(), [], True)
