"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PUBLIC = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
#: Alpine, inside the admin theme, evaluates its attributes; nothing else may.
STAFF = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SIGN_IN = PUBLIC + "; script-src 'self'; connect-src 'self'"


class SecurityHeaders:
    """A strict content policy on public pages, a wider one for staff; nothing of a signed-in page is cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        staff, sign_in = request.path.startswith("/admin/"), request.path.startswith("/accounts/")
        response.headers.setdefault("Content-Security-Policy", STAFF if staff else SIGN_IN if sign_in else PUBLIC)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if staff or sign_in:
            response.headers["Cache-Control"] = "no-store"
        return response
