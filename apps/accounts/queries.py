"""Reads about people."""

from .choices import Right
from .models import PersonQuerySet, User


def people_holding(right: Right) -> PersonQuerySet:
    """Everybody who may sign in and to whom this right is granted now, in the order of their accounts."""
    return User.objects.active().holding(right).order_by("pk")
