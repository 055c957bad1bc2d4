"""django-simple-history's clean-up of duplicates: behind a named ground, and then the guards."""

from simple_history.management.commands.clean_duplicate_history import Command as CleanDuplicateHistory

from apps.trail.bypass import Bypassing


class Command(Bypassing, CleanDuplicateHistory):
    pass
