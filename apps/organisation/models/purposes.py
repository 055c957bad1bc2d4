"""What personal data is used for, on which basis, and the assessment of a legitimate interest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked

from ..choices import LawfulBasis

#: The three questions of an assessment (2.1).
QUESTIONS = ("is_not_high_risk", "has_no_special_categories", "has_no_rights_violation")

UNANSWERED = Q(**dict.fromkeys(QUESTIONS))
ANSWERED = Q(**{f"{question}__isnull": False for question in QUESTIONS})


class Purpose(Tracked):
    """A purpose that the privacy statement names (2.2). The three answers are written only in ``services``."""

    key = models.SlugField(_("key"), max_length=60, help_text=_("Names it in imports and never changes."))
    text = models.CharField(_("in the words of the privacy statement"), max_length=400)
    lawful_basis = models.CharField(_("lawful basis"), max_length=20, choices=LawfulBasis, blank=True)
    is_not_high_risk = models.BooleanField(_("is not high risk"), null=True, editable=False)
    risk_explanation = models.TextField(_("why, on the risk"), blank=True, editable=False)
    has_no_special_categories = models.BooleanField(
        _("involves no special categories of personal data"), null=True, editable=False
    )
    categories_explanation = models.TextField(_("why, on special categories"), blank=True, editable=False)
    has_no_rights_violation = models.BooleanField(_("violates no fundamental rights"), null=True, editable=False)
    rights_explanation = models.TextField(_("why, on fundamental rights"), blank=True, editable=False)
    assessed_on = models.DateField(_("assessed on"), null=True, editable=False)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("assessed by"),
    )
    note = models.TextField(_("note"), blank=True)

    history = Trail(
        personal=["risk_explanation", "categories_explanation", "rights_explanation", "note"],
        kept=["key", "text", "lawful_basis", *QUESTIONS, "assessed_on", "assessed_by"],
    )

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_purpose_key_once",
                fields=["key"],
                violation_error_code="unique",
                violation_error_message=_("There is a purpose with this key already."),
            ),
            models.CheckConstraint(
                name="organisation_purpose_answers_only_with_legitimate_interest",
                condition=Q(lawful_basis=LawfulBasis.LEGITIMATE_INTEREST) | UNANSWERED,
                violation_error_message=_(
                    "The three answers belong to a legitimate interest alone: change the basis by “Change the lawful "
                    "basis”, which takes them back."
                ),
            ),
            models.CheckConstraint(
                name="organisation_purpose_assessed_with_all_three_answers",
                condition=Q(assessed_on=None) | ANSWERED,
                violation_error_message=_("An assessment answers all three questions: answer each."),
            ),
            models.CheckConstraint(
                name="organisation_purpose_assessed_on_and_by_together",
                condition=Q(assessed_on=None, assessed_by=None)
                | Q(assessed_on__isnull=False, assessed_by__isnull=False),
                violation_error_message=_("An assessment has both a day and a person who made it."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_assessed(self) -> bool:
        """Whether all three questions of a legitimate interest are answered, whatever the answers."""
        return None not in {getattr(self, question) for question in QUESTIONS}

    @property
    def may_rest_on_interest(self) -> bool:
        """Whether all three answers allow it."""
        return all(getattr(self, question) for question in QUESTIONS)
