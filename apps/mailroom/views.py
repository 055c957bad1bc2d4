"""Where a mail provider tells what became of letters, and brings mail."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from .bringing import mail_in
from .events import take_word
from .providers import words_of
from .receiving import store_message


@csrf_exempt
def take_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in what the office's own provider tells; each event in a transaction of its own, and once.

    Nobody is heard where no password is set for it. A provider may look by HEAD whether there is anybody.
    """
    if (answer := before_hearing(request, provider)) is not None:
        return answer
    for word in words_of(request, provider):
        take_word(word)
    return HttpResponse()


@csrf_exempt
def take_inbound(request: HttpRequest, provider: str) -> HttpResponse:
    """Store mail that the office's own provider brings, each message once; it is read a moment later, by the worker."""
    if (answer := before_hearing(request, provider)) is not None:
        return answer
    for one in mail_in(request, provider):
        store_message(one.raw, source=provider, envelope_to=one.recipient, whole_size=one.whole_size)
    return HttpResponse()


def before_hearing(request: HttpRequest, provider: str) -> HttpResponse | None:
    """The answer to a call that brings nothing; none where the provider is to be heard."""
    if provider != settings.MAIL_PROVIDER or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    return None if request.method == "POST" else HttpResponseNotAllowed(["POST", "HEAD"])
