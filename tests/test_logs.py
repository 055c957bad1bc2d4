"""The log holds no link by which its reader could act for somebody."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from apps.publications.tokens import new_secret, signed
from privacy_office.logs import WithoutTokens, without_tokens

TOKEN = "e0028ad9c72765b22c2dc0634f3d2677.neP4shvaxq8-QGpoA3soDne9FHjPIEA4DVEMYnO-cG4"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"Not Found: /subscriptions/confirm/{TOKEN}/", "Not Found: /subscriptions/confirm/…/"),
        (f"Not Found: /subscriptions/leave/{TOKEN}/", "Not Found: /subscriptions/leave/…/"),
        (f"Gone: /subscriptions/{TOKEN}/data.json", "Gone: /subscriptions/…/data.json"),
        (f"Method Not Allowed (PUT): /objections/{TOKEN}/", "Method Not Allowed (PUT): /objections/…/"),
        (f'"GET /objections/{TOKEN}?x=1 HTTP/1.1" 404', '"GET /objections/…?x=1 HTTP/1.1" 404'),
        ("Not Found: /accounts/password/reset/key/3-c9-abc/", "Not Found: /accounts/password/reset/key/…/"),
        ("Not Found: /acme/subprocessors/", "Not Found: /acme/subprocessors/"),
        ("Not Found: /subscriptions/confirm/", "Not Found: /subscriptions/confirm/"),
    ],
)
def test_a_token_is_taken_out_of_a_line_and_all_else_stays(line, kept):
    assert without_tokens(line) == kept


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/subscriptions/confirm/{}/"),
        ("put", "/subscriptions/leave/{}/"),
        ("patch", "/objections/{}/"),
        ("get", "/subscriptions/{}/data.json"),
    ],
)
def test_what_is_refused_is_logged_without_its_token(method, path, db, caplog):
    token = signed("none", "1-1") + new_secret()

    with caplog.filtering(WithoutTokens()):
        answer = getattr(Client(), method)(path.format(token))

    assert answer.status_code in {404, 405}
    assert [token in line for line in caplog.text.splitlines()] == [False] * len(caplog.text.splitlines())
    assert "…" in caplog.text


def test_every_handler_of_the_log_has_the_filter():
    handlers = settings.LOGGING["handlers"].values()

    assert [handler["filters"] for handler in handlers] == [["no_tokens"]] * len(handlers)
    assert logging.getLogger("django.request").handlers == []
