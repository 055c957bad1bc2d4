"""What the trail gives to the world: each day's checkpoint, and the key that checks it."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .models import Anchor
from .sealing import public_key


@require_safe
@cache_control(public=True, max_age=300)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last checkpoint given away, a C2SP signed note; keep a copy, and nobody can rewrite what lies before it."""
    given = Anchor.objects.first()
    if given is None:
        return HttpResponse("No checkpoint has been given away yet.\n", status=404, content_type="text/plain")
    return HttpResponse(given.note, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=300)
def key(request: HttpRequest) -> HttpResponse:
    """The Ed25519 public key of the notes in hexadecimal, and its SHA-256."""
    public = public_key()
    text = f"{public.hex()}\nsha256 {hashlib.sha256(public).hexdigest()}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
