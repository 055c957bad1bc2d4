"""A one-time password opens one door only: the page where the person chooses a password of their own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class FirstPassword:
    """Sends a person who signed in with a one-time password to choose their own, whatever page they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/admin/", "/accounts/")) and self._must_choose(request):
            return redirect("account_set_password")
        return self.get_response(request)

    def _must_choose(self, request: HttpRequest) -> bool:
        if request.path in map(reverse, ["account_set_password", "account_change_password", "account_logout"]):
            return False
        return request.user.is_authenticated and request.user.must_change_password
