"""Answers that readers and caches may keep: tags that are the same on every machine, and for how long."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

#: How long a page that may change is kept, in seconds; and one that never does.
FRESH, FOR_GOOD = 60, 365 * 24 * 60 * 60


def tag_of(*parts: Any) -> str:
    """The ETag of an answer that these values make."""
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


def answer(
    request: HttpRequest, etag: str, made: Callable[[], HttpResponse], *, never_changes: bool = False
) -> HttpResponse:
    """The answer, or 304 where the reader has it already; kept by caches for a minute, or for good."""
    response = get_conditional_response(request, etag=etag) or made()
    response["ETag"] = etag
    if never_changes:
        patch_cache_control(response, public=True, max_age=FOR_GOOD, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=FRESH)
    return response
