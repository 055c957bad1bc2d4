"""Third parties: legal entities to whom personal data may go, and groups of affiliates."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part, web_address
from apps.trail.history import Trail
from apps.trail.models import Tracked


class ThirdParty(Tracked):
    """A legal entity outside the company, or an affiliate, to whom personal data may go."""

    legal_name = models.CharField(_("legal name"), max_length=200)
    brand_name = models.CharField(_("known as"), max_length=200, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    country = models.ForeignKey(
        "organisation.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country of establishment"),
    )
    registered_address = models.TextField(_("registered address"), blank=True)
    website = models.URLField(_("website"), blank=True, validators=[web_address])
    privacy_url = models.URLField(_("privacy statement"), blank=True, validators=[web_address])
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_position = models.CharField(_("position"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    stands_for_group = models.BooleanField(
        _("stands for companies of our group"),
        default=False,
        help_text=_("An entry such as “Affiliates”: the companies that it stands for are named one by one."),
    )

    history = Trail(
        personal=["registered_address", "contact_name", "contact_position", "contact_email"],
        kept=[
            *["legal_name", "brand_name", "registration_number", "country", "website", "privacy_url"],
            "stands_for_group",
        ],
    )

    class Meta:
        verbose_name = _("third party")
        verbose_name_plural = _("third parties")
        ordering = ["legal_name", "pk"]
        constraints = [
            models.CheckConstraint(name="subprocessors_third_party_has_a_legal_name", condition=~Q(legal_name="")),
            models.UniqueConstraint(
                Lower("legal_name"),
                name="subprocessors_third_party_once_by_legal_name",
                violation_error_message=_("There is a third party with this legal name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name


class GroupMember(Part):
    """A company of our own group for which an entry such as “Affiliates” stands."""

    third_party = models.ForeignKey(
        ThirdParty, models.PROTECT, related_name="group_members", verbose_name=_("third party")
    )
    legal_entity = models.ForeignKey(
        "organisation.LegalEntity", models.PROTECT, related_name="+", verbose_name=_("company of the group")
    )

    history = Trail(kept=["third_party", "legal_entity", "removed_at"], part_of="third_party")

    class Meta:
        verbose_name = _("company of the group")
        verbose_name_plural = _("companies of the group")
        ordering = ["legal_entity__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="subprocessors_groupmember_current_once",
                fields=["third_party", "legal_entity"],
                condition=Q(removed_at=None),
                violation_error_message=_("This company is named already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.legal_entity)
