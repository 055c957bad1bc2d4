"""Where a mail provider tells what became of letters."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from .events import take_word
from .providers import words_of


@csrf_exempt
def take_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in what the office's own provider tells; each event in a transaction of its own, and once.

    Nobody is heard where no password is set for it. A provider may look by HEAD whether there is anybody.
    """
    if provider != settings.MAIL_PROVIDER or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST", "HEAD"])
    for word in words_of(request, provider):
        take_word(word)
    return HttpResponse()
