"""Django's dbshell, behind a named ground."""

from django.core.management.commands.dbshell import Command as Shell

from apps.trail.bypass import Bypassing


class Command(Bypassing, Shell):
    pass
