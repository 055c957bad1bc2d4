"""What a site is declared to keep in a browser, and who provides it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part, PartQuerySet, web_address
from apps.subprocessors.choices import Mechanism
from apps.trail.history import Trail
from apps.trail.models import Tracked

from ..choices import Category, Match, Party, SameSite, Source, Storage

#: The longest that browsers keep a cookie, in seconds (RFC 6265bis, 400 days), and what regulators allow (13 months).
LONGEST_KEPT, LONGEST_ALLOWED = 34_560_000, 395 * 24 * 60 * 60


class Provider(Tracked):
    """Who is behind a cookie: a third party of the register of recipients, somebody else, or the brand itself."""

    name = models.CharField(_("name"), max_length=200)
    privacy_url = models.URLField(_("privacy statement"), blank=True, validators=[web_address])
    third_party = models.ForeignKey(
        "subprocessors.ThirdParty",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cookie_providers",
        verbose_name=_("third party"),
        help_text=_("The same company in the register of recipients, where it stands there."),
    )
    is_ours = models.BooleanField(_("is a company of ours"), default=False)
    does_advertising = models.BooleanField(_("does advertising"), default=False)

    history = Trail(kept=["name", "privacy_url", "third_party", "is_ours", "does_advertising"])

    class Meta:
        verbose_name = _("provider of cookies")
        verbose_name_plural = _("providers of cookies")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="cookies_provider_once_by_name",
                violation_error_message=_("There is a provider with this name already."),
            ),
            models.CheckConstraint(
                name="cookies_provider_is_ours_or_a_third_party", condition=Q(is_ours=False) | Q(third_party=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CookieQuerySet(PartQuerySet):
    def unclassified(self) -> "CookieQuerySet":
        return self.filter(removed_at=None, category=Category.UNCLASSIFIED)


class Cookie(Part):
    """A cookie, another storage or a beacon of a site, as it is declared. What scans saw of it is asked of them.

    Nothing is classed strictly necessary but by a person, with a reason, one at a time: ``classified_by`` and
    ``classified_reason`` say who and why.
    """

    site = models.ForeignKey("cookies.Site", models.PROTECT, related_name="cookies", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=255)
    match = models.CharField(_("matches"), max_length=10, choices=Match, default=Match.EXACT)
    storage = models.CharField(_("kind"), max_length=20, choices=Storage, default=Storage.HTTP_COOKIE)
    domain = models.CharField(
        _("domain"), max_length=253, blank=True, help_text=_("Who sets it. Empty: the site itself.")
    )
    path = models.CharField(_("path"), max_length=200, blank=True)
    category = models.CharField(
        _("category"), max_length=20, choices=Category, default=Category.UNCLASSIFIED, editable=False
    )
    purpose = models.ForeignKey(
        "organisation.Purpose",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("purpose of the privacy statement"),
    )
    purpose_en = models.CharField(_("what it is for, in English"), blank=True, max_length=1000)
    purpose_nl = models.CharField(_("what it is for, in Dutch"), blank=True, max_length=1000)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="cookies", verbose_name=_("provider")
    )
    party = models.CharField(_("party"), max_length=10, choices=Party, editable=False)
    hosted_in = models.CharField(
        _("hosted in"), max_length=100, blank=True, help_text=_("Codes of countries, such as NL US.")
    )
    transfer = models.CharField(_("transfer"), max_length=30, choices=Mechanism, blank=True)
    is_session = models.BooleanField(_("ends with the session of the browser"), default=False)
    lifetime = models.PositiveBigIntegerField(_("lifetime, in seconds"), null=True, blank=True)
    is_refreshed = models.BooleanField(_("starts anew at each visit"), default=False)
    http_only = models.BooleanField("HttpOnly", null=True, blank=True)
    secure = models.BooleanField("Secure", null=True, blank=True)
    same_site = models.CharField("SameSite", max_length=10, choices=SameSite, blank=True)
    is_partitioned = models.BooleanField("Partitioned", null=True, blank=True)
    source = models.CharField(_("came in by"), max_length=12, choices=Source, default=Source.PERSON, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("to be classified by"),
    )
    classify_by_on = models.DateField(_("to be classified until"), null=True, editable=False)
    classified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("classified by"),
    )
    classified_at = models.DateTimeField(_("classified"), null=True, editable=False)
    classified_reason = models.CharField(_("why so"), max_length=300, blank=True, editable=False)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)

    objects: ClassVar[Any] = CookieQuerySet.as_manager()
    history = Trail(
        kept=[
            *["site", "name", "match", "storage", "domain", "path", "category", "purpose", "purpose_en", "purpose_nl"],
            *["provider", "party", "hosted_in", "transfer", "is_session", "lifetime", "is_refreshed"],
            *["http_only", "secure", "same_site", "is_partitioned", "source", "owner", "classify_by_on"],
            *["classified_by", "classified_at", "classified_reason", "review_on", "removed_at"],
        ],
        part_of="site",
    )

    class Meta:
        verbose_name = _("cookie")
        verbose_name_plural = _("cookies")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="cookies_cookie_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="cookies_cookie_declared_once",
                fields=["site", "name", "match", "storage", "domain"],
                condition=Q(removed_at=None),
                violation_error_message=_("This site declares it already."),
            ),
            models.CheckConstraint(
                name="cookies_cookie_strictly_necessary_by_a_person_with_a_reason",
                condition=~Q(category=Category.STRICTLY_NECESSARY)
                | (Q(classified_by__isnull=False) & ~Q(classified_reason="")),
                violation_error_message=_("Only a person, with a reason, calls it strictly necessary."),
            ),
            models.CheckConstraint(
                name="cookies_cookie_unclassified_has_an_owner_and_a_day",
                condition=~Q(category=Category.UNCLASSIFIED) | Q(owner__isnull=False, classify_by_on__isnull=False),
            ),
            models.CheckConstraint(
                name="cookies_cookie_classified_has_a_purpose",
                condition=Q(category=Category.UNCLASSIFIED) | Q(purpose__isnull=False),
                violation_error_message=_(
                    "Say for which purpose of the privacy statement it is, before it is classed."
                ),
            ),
            models.CheckConstraint(
                name="cookies_cookie_of_a_session_has_no_lifetime",
                condition=Q(is_session=False) | Q(lifetime=None),
                violation_error_message=_("What ends with the session has no lifetime in seconds."),
            ),
        ]
        indexes = [
            models.Index(fields=["site", "category", "name", "id"], name="cookies_cookie_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.name}*" if self.match == Match.PREFIX else self.name
