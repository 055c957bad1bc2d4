"""A lifecycle is a table: from each status, the statuses it may move to."""

from collections.abc import Mapping, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken


class TransitionNotAllowed(RuleBroken):
    """The lifecycle table has no way from the present status to the wanted one."""


class Lifecycle:
    """The moves that a status may make. Checked when it is loaded: every status named, none unreachable by typo."""

    def __init__(self, statuses: type[TextChoices], moves: Mapping[str, Sequence[str]]) -> None:
        known = set(statuses.values)
        if set(moves) != known or not all(set(targets) <= known for targets in moves.values()):
            raise TypeError(f"{statuses.__name__}: the table must name every status, and no other")
        self.statuses, self.moves = statuses, {status: tuple(targets) for status, targets in moves.items()}

    def allows(self, status: str, target: str) -> bool:
        return target in self.moves[status]

    def ensure(self, status: str, target: str) -> None:
        """Let the move pass.

        Raises:
            TransitionNotAllowed: the table does not have it.
        """
        if not self.allows(status, target):
            raise TransitionNotAllowed(
                _("%(status)s cannot become %(target)s.")
                % {"status": self.statuses(status).label, "target": str(self.statuses(target).label).lower()}
            )

    def is_final(self, status: str) -> bool:
        return not self.moves[status]
