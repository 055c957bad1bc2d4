"""The laws whose deadlines the office reckons: each by its name, with what it takes and the function that reckons."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dsr import reckon_dsr
from .dsr_laws import DSR_LAWS
from .moments import CannotReckon
from .notice import notice_period
from .results import Deadline


@dataclass(frozen=True)
class Law:
    """A law of the engine. ``takes`` and ``may_take`` name the arguments of ``reckon`` beside the office."""

    name: str
    title: Any
    takes: tuple[str, ...]
    reckon: Callable[..., Deadline]
    may_take: tuple[str, ...] = ()


_ABOUT_REQUESTS = ("paused", "extended_on", "identity_on", "fee_on")
_FOUND = [
    Law("notice", gettext_lazy("notice of a change"), ("sent_at", "days"), notice_period),
    *(
        Law(one.key, one.title, ("received_on",), partial(reckon_dsr, one), _ABOUT_REQUESTS)
        for one in DSR_LAWS.values()
    ),
]
LAWS = {law.name: law for law in _FOUND}


def law(name: str) -> Law:
    """The law of this name.

    Raises:
        CannotReckon: there is none.
    """
    if name not in LAWS:
        words = _("There is no law “%(name)s”. Laws are: %(known)s.")
        raise CannotReckon(words % {"name": name, "known": ", ".join(LAWS)})
    return LAWS[name]
