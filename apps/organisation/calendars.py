"""By which office's calendar and clock the days of a matter are counted."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from apps.casework.deadlines.moments import local
from apps.casework.deadlines.places import Place
from apps.trail.errors import RuleBroken

from .models import Country, Office


class NoOffice(RuleBroken):
    """No office stands whose calendar could count."""


def office_for(country: Country | None) -> Office:
    """The office in the person's own country, else the headquarters: two queries at most.

    Raises:
        NoOffice: there is neither.
    """
    offices = Office.objects.select_related("country")
    own = offices.filter(country=country).order_by("kind", "pk").first() if country else None
    found = own or offices.headquarters().first() or offices.order_by("pk").first()
    if found is None:
        raise NoOffice(_("There is no office yet: add one first, as deadlines run by its calendar."))
    return found


def place_of(office: Office) -> Place:
    """The place of the deadline engine that an office is, its own closing days included."""
    name = f"{office.country.code}-{office.region}" if office.region else office.country.code
    return Place(name, ZoneInfo(office.time_zone or settings.TIME_ZONE), office.calendar())


def day_at(office: Office, moment: datetime.datetime) -> datetime.date:
    """The day that an office's own calendar shows at a moment."""
    return local(moment, ZoneInfo(office.time_zone or settings.TIME_ZONE)).date()
