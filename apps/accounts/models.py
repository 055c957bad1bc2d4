"""People, what was granted to them, and the buckets that every limit is taken from."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from .choices import GrantStatus, Right


class PersonQuerySet(models.QuerySet):
    def active(self) -> "PersonQuerySet":
        return self.filter(is_active=True)

    def holding(self, right: Right) -> "PersonQuerySet":
        """People to whom this right is granted now."""
        return self.filter(grants__right=right, grants__status=GrantStatus.CURRENT).distinct()


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail address. No tracked model: signing in writes it. What is granted, is."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150)
    is_active = models.BooleanField(_("active"), default=True, editable=False)
    must_change_password = models.BooleanField(_("has a one-time password"), default=False, editable=False)
    joined_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    is_staff = True
    is_superuser = False

    #: Set on the instance of a person who was just invited, to be shown once.
    one_time_password = ""

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message=_("There is an account with this e-mail address already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def rights(self) -> frozenset[str]:
        """The rights granted now; read once per request, as the instance lives no longer."""
        if "_rights" not in self.__dict__:
            current = self.grants.filter(status=GrantStatus.CURRENT).values_list("right", flat=True)
            self.__dict__["_rights"] = frozenset(current) if self.is_active else frozenset()
        return self.__dict__["_rights"]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        from .backends import allowed

        return allowed(self, perm)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        from .backends import allowed_apps

        return app_label in allowed_apps(self)


class GrantQuerySet(TrackedQuerySet):
    def current(self) -> "GrantQuerySet":
        return self.filter(status=GrantStatus.CURRENT)


class Grant(Tracked):
    """A role or clearance that one person proposed for somebody and a second person granted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("person"))
    right = models.CharField(_("right"), max_length=20, choices=Right)
    status = models.CharField(
        _("status"), max_length=20, choices=GrantStatus, default=GrantStatus.PROPOSED, editable=False
    )
    granted_at = models.DateTimeField(_("granted"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects: ClassVar[Any] = GrantQuerySet.as_manager()
    history = Trail(kept=["user", "right", "status", "granted_at", "ended_at"], part_of="user")

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user", "right", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_grant_open_once_per_person_and_right",
                fields=["user", "right"],
                condition=Q(status__in=[GrantStatus.PROPOSED, GrantStatus.CURRENT]),
                violation_error_message=_("This is granted already, or waits for a second person."),
            ),
            models.CheckConstraint(
                name="accounts_grant_current_since_a_moment",
                condition=~Q(status=GrantStatus.CURRENT) | Q(granted_at__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                name="accounts_grant_ended_at_a_moment",
                condition=~Q(status=GrantStatus.ENDED) | Q(granted_at__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_right_display()}: {self.user}"


class Bucket(models.Model):
    """Tokens that a limit takes from: refilled with time, taken in one statement, so two at once cannot share one."""

    key = models.CharField(max_length=100, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.FloatField(help_text="Seconds since 1970.")

    def __str__(self) -> str:
        return self.key
