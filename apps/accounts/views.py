"""A person's own sessions: where they are signed in, and a button to end each."""

import re
from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from . import services
from .models import User

#: What a browser calls itself, most telling first: many also name those that they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The list; a POST ends the session that its button names, or all but the present one where it names none."""
    user, present = cast("User", request.user), request.session.session_key or ""
    if request.method == "POST":
        named = request.POST.get("session", "")
        only = [int(named)] if named.isdecimal() else None if not named else []
        count = services.end_sessions(user, by=user, keep=present, only=only)
        messages.success(request, ngettext("%d session ended.", "%d sessions ended.", count) % count)
        return redirect("usersessions_list")
    rows = [
        {"session": one, "browser": browser_words(one.user_agent), "is_present": one.session_key == present}
        for one in UserSession.objects.purge_and_list(user)
    ]
    rows.sort(key=lambda row: (row["is_present"], row["session"].created_at), reverse=True)
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


def browser_words(user_agent: str) -> str:
    """The browser and the system that a user agent tells of, as in “Firefox on Windows”."""
    names = set(re.findall(r"([A-Za-z]+)/", user_agent))
    browser = next((word for name, word in BROWSERS.items() if name in names), _("Another browser"))
    system = next((word for name, word in SYSTEMS.items() if name in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
