"""``manage.py create_administrator EMAIL``."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.accounts import services
from apps.trail.errors import RuleBroken


class Command(BaseCommand):
    help = (
        "Makes an administrator and prints their one-time password, once. For an office that has fewer than two: from "
        "then on, administrators invite people in the admin, and a second person grants the role."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the e-mail address to sign in with")
        parser.add_argument("--name", default="", help="the person's name (default: what stands before the @)")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            made = services.create_administrator(email=email, name=name)
        except ValidationError as error:
            raise CommandError(f"No administrator was made for “{email}”: {' '.join(error.messages)}") from error
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer ({str(error).splitlines()[0]}): check DATABASE_URL and run “migrate”."
            ) from error
        self.stdout.write(f"{made.email} is an administrator. One-time password, shown only now: {made.password}")
        self.stdout.write("It signs in once; the person then chooses a password of their own.")
        if options["json"]:
            self.stdout.write(json.dumps({"email": made.email, "password": made.password}))
