"""``manage.py createsuperuser``, in the place of Django's own and with its arguments."""

from typing import Any, NoReturn

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    help = "Refuses: there is no superuser here. “create_administrator EMAIL” makes an administrator."

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        raise CommandError("There is no superuser here, only granted roles: use “create_administrator EMAIL” instead.")
