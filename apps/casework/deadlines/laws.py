"""The laws whose deadlines the office reckons: each by its name, with what it takes and the function that reckons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .moments import CannotReckon
from .notice import notice_period
from .results import Deadline


@dataclass(frozen=True)
class Law:
    """A law of the engine. ``takes`` names the arguments of ``reckon`` beside the office."""

    name: str
    title: Any
    takes: tuple[str, ...]
    reckon: Callable[..., Deadline]


LAWS = {
    law.name: law for law in [Law("notice", gettext_lazy("notice of a change"), ("sent_at", "days"), notice_period)]
}


def law(name: str) -> Law:
    """The law of this name.

    Raises:
        CannotReckon: there is none.
    """
    if name not in LAWS:
        words = _("There is no law “%(name)s”. Laws are: %(known)s.")
        raise CannotReckon(words % {"name": name, "known": ", ".join(LAWS)})
    return LAWS[name]
