"""Holds for tests, placed by the service that counsel uses; and records that are a secret."""

import datetime
from typing import Any

from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.casework.registers import Veil
from apps.organisation.models import Customer
from apps.retention import services
from apps.retention.models import Hold, HoldTouch
from apps.trail.acts import object_name
from tests.builders import BUILDER, a_colleague, a_customer


def counsel(name: str = "lena", *rights: str) -> User:
    """Somebody who places and lifts holds, with these rights more; made where they are missing."""
    known = User.objects.filter(email=f"{name.replace(' ', '.')}@example.org").first()
    return known or a_colleague(name, Right.LEGAL, *rights)


def soon(days: int = 30) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def a_hold(record: Any = None, **values: Any) -> Hold:
    """A hold on a case, or with an ``email`` or ``phone`` on a person."""
    usual = {"scope": "case" if record else "person", "ground_kind": "litigation", "ground": "Globex against us."}
    usual |= {"subject": object_name(record) if record else "", "review_on": soon(), "by": BUILDER}
    if not record and not {"email", "phone"} & set(values):
        usual["email"] = "ada@example.org"
    owner = values.pop("owner", None) or counsel()
    return services.place_hold(owner=owner, **usual | values)


def lifted(hold: Hold) -> Hold:
    services.ask_lifting(hold, reason="The case is closed.", by=counsel("ina"))
    return services.lift_hold(hold, by=counsel("otto"))


def secret_customers(user: Any) -> Any:
    """For this test customers are secret records: there for whom has the clearance."""
    return Customer.objects.none() if Right.SECRECY in user.rights else Customer.objects.values("pk")


VEIL = Veil("organisation.customer", secret_customers)


def a_secret_hold(**values: Any) -> Hold:
    """A hold that comes from a secret record, which only Clara is cleared for."""
    origin = values.pop("origin", None) or a_customer("Nobody knows")
    owner = counsel("clara", Right.SECRECY)
    return a_hold(clearance=object_name(origin), owner=owner, ground_kind="authority", **values)


def a_hold_apart(number: int) -> Hold:
    return a_hold(email=f"person.{number}@example.org", owner=counsel(f"person {number}"))


def a_touch_apart(number: int) -> HoldTouch:
    hold = a_hold_apart(number)
    services.note_touches({hold: [f"dsr.ticket:{number}"]}, by="worker")
    return hold.touches.get()
