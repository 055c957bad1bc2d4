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
from .order_kinds import (
    challenge_clock,
    emergency_clock,
    epoc_clock,
    epoc_pr_clock,
    hours_clock,
    preservation_secrecy_clock,
    review_clock,
    window_clock,
)
from .order_laws import (
    DAY_LAWS,
    EPOC,
    EPOC_EMERGENCY,
    EPOC_PR,
    EPOC_VALIDATION,
    PRESERVATION_SECRECY,
    SECRECY_REVIEW,
    WINDOW_LAWS,
    OrderLaw,
)
from .orders import order_clock
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


def _of_days(order: OrderLaw) -> Law:
    may_take = ("paused", "extended_on") if order.extension else ("paused",)
    return Law(order.key, order.title, ("received_at",), partial(order_clock, order), may_take)


_RECEIVED = ("received_at",)
_ORDERS = [
    Law(EPOC.key, EPOC.title, _RECEIVED, epoc_clock, ("notified", "confirmed_at", "paused")),
    Law(EPOC_EMERGENCY.key, EPOC_EMERGENCY.title, _RECEIVED, emergency_clock, ("notified",)),
    Law(EPOC_PR.key, EPOC_PR.title, _RECEIVED, epoc_pr_clock, ("extended_on", "confirmed_on", "paused")),
    Law(EPOC_VALIDATION.key, EPOC_VALIDATION.title, _RECEIVED, partial(hours_clock, EPOC_VALIDATION)),
    *map(_of_days, DAY_LAWS.values()),
    Law(PRESERVATION_SECRECY.key, PRESERVATION_SECRECY.title, _RECEIVED, preservation_secrecy_clock, ("paused",)),
    Law(SECRECY_REVIEW.key, SECRECY_REVIEW.title, _RECEIVED, review_clock, ("days",)),
    *(Law(one.key, one.title, ("starts_on",), partial(window_clock, one)) for one in WINDOW_LAWS.values()),
    Law(
        "user_challenge",
        gettext_lazy("challenge of a disclosure by the customer"),
        ("sent_at",),
        challenge_clock,
        ("return_on",),
    ),
]
_FOUND = [
    Law("notice", gettext_lazy("notice of a change"), ("sent_at", "days"), notice_period),
    *(
        Law(one.key, one.title, ("received_on",), partial(reckon_dsr, one), _ABOUT_REQUESTS)
        for one in DSR_LAWS.values()
    ),
    *_ORDERS,
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
