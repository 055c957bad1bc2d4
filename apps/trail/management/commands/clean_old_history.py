"""django-simple-history's clean-up, which would delete what must be kept: behind a named ground, and then the guards."""

from simple_history.management.commands.clean_old_history import Command as CleanOldHistory

from apps.trail.bypass import Bypassing


class Command(Bypassing, CleanOldHistory):
    pass
