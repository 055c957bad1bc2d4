"""Django's flush, behind a named ground."""

from django.core.management.commands.flush import Command as Flush

from apps.trail.bypass import Bypassing


class Command(Bypassing, Flush):
    pass
