"""``manage.py one_time_password EMAIL``."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.accounts import services
from apps.accounts.models import User


class Command(BaseCommand):
    help = (
        "Makes a new one-time password for a person and prints it, once. For somebody who lost theirs when nobody else "
        "can sign in: it ends all sessions of the person, and their second factor still counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the e-mail address that the person signs in with")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            person = User.objects.filter(email=email.strip().lower()).first()
            if person is None:
                raise CommandError(f"Nobody here signs in as “{email}”: check it, or invite the person in the admin.")
            if not person.is_active:
                raise CommandError(f"The account of {person.email} is closed: an administrator opens it in the admin.")
            password = services.make_one_time_password(person, by="command:one_time_password")
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer ({str(error).splitlines()[0]}): check DATABASE_URL and run “migrate”."
            ) from error
        self.stdout.write(f"One-time password of {person.email}, shown only now: {password}")
        self.stdout.write("It signs in once; the person then chooses a password of their own.")
        if options["json"]:
            self.stdout.write(json.dumps({"email": person.email, "password": password}))
