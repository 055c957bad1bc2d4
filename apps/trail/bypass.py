"""Commands that go past the application: refused outside development without a named ground, which becomes an act."""

from typing import Any

from django.conf import settings
from django.core import mail
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from .acts import act


class Bypassing(BaseCommand):
    """In front of a command that could write or delete unseen; it runs in development, in tests, or on a ground."""

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--ground",
            default="",
            help="why it must run here, as a code or a ticket number and nothing personal; it becomes an act",
        )

    def execute(self, *args: Any, **options: Any) -> Any:
        ground, name = options.pop("ground", ""), type(self).__module__.rpartition(".")[2]
        if ground:
            with act("trail.guards_bypassed", by=f"command:{name}", command=name, ground=ground):
                pass  # what the command does is not known; that it ran past the application, and why, is the act
        elif not settings.DEBUG and not is_test_run():
            raise CommandError(
                f"“{name}” goes past the trail, so it does not run here. If it must, name the ground with --ground: "
                "it is written down, and the guards of the database still hold."
            )
        try:
            return super().execute(*args, **options)
        except IntegrityError as error:
            raise CommandError(
                f"“{name}” was stopped and did nothing: a guard of the database says “{error}”."
            ) from error


def is_test_run() -> bool:
    """Whether tests run, whose database is made for them: only then has Django's mail an outbox."""
    return hasattr(mail, "outbox")
