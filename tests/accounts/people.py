"""People who sign in: what the tests of this folder share."""

from django.test import Client

from apps.accounts.models import User
from apps.trail.models import Act
from tests.builders import a_user

PASSWORD = "four words of no kinship"


def someone(name: str, *rights: str) -> User:
    """A person with a password of their own."""
    user = a_user(name, *rights)
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra):
    return client.post("/accounts/login/", {"login": user.email, "password": password}, **extra)


def is_in(client: Client) -> bool:
    """Whether a page for people of the office answers."""
    return client.get("/accounts/sessions/").status_code == 200


def kinds() -> list[str]:
    """The kinds of all acts, oldest first."""
    return list(Act.objects.order_by("id").values_list("kind", flat=True))


def last_act(kind: str) -> Act:
    return Act.objects.filter(kind=kind).latest("id")
