"""Third parties in the admin, with what vetting found of them and, of our own group, for whom they stand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.records import PartAdmin, PartsInline, badge
from apps.backoffice.steps import Step

from .. import services
from ..forms import EvidenceForm, GroupMemberForm, TransferAssessmentForm
from ..models import Evidence, GroupMember, ThirdParty, TransferAssessment
from ..queries import assessment_standing, evidence_standing
from ..resources import ThirdPartyResource
from .filters import TONES


class EvidenceInline(PartsInline):
    model = Evidence
    fields = ["kind", "issuer", "valid_until", "next_due_on", "standing_badge"]
    readonly_fields = ["standing_badge"]
    verbose_name_plural = gettext_lazy("Evidence")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("third_party").order_by("kind", "-valid_from")

    @admin.display(description=gettext_lazy("Today"))
    def standing_badge(self, evidence: Evidence) -> str:
        standing = evidence_standing(evidence, timezone.localdate())
        return badge(standing.label, TONES.get(standing, "neutral"))


class AssessmentInline(PartsInline):
    model = TransferAssessment
    fk_name = "third_party"
    fields = ["country", "conclusion", "review_on", "standing_badge"]
    readonly_fields = ["standing_badge"]
    verbose_name_plural = gettext_lazy("Transfer impact assessments")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("third_party", "country")

    @admin.display(description=gettext_lazy("Today"))
    def standing_badge(self, assessment: TransferAssessment) -> str:
        standing = assessment_standing(assessment, timezone.localdate())
        return badge(standing.label, TONES.get(standing, "neutral"))


class GroupMemberInline(PartsInline):
    model = GroupMember
    fields = ["legal_entity"]
    verbose_name_plural = gettext_lazy("Companies of the group for which it stands")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("legal_entity")


@admin.register(ThirdParty)
class ThirdPartyAdmin(ExchangeAdmin):
    add_service = services.add_third_party
    change_service = services.change_third_party
    resource_classes = [ThirdPartyResource]
    list_display = ["legal_name", "brand_name", "country", "website"]
    list_select_related = ["country"]
    search_fields = ["legal_name", "brand_name"]
    fieldsets = [
        (None, {"fields": ["legal_name", "brand_name", "registration_number", "country", "registered_address"]}),
        (gettext_lazy("Contact"), {"fields": ["contact_name", "contact_position", "contact_email"]}),
        (gettext_lazy("On the web"), {"fields": ["website", "privacy_url"]}),
        (gettext_lazy("Our own group"), {"fields": ["stands_for_group"]}),
    ]
    inlines = [EvidenceInline, AssessmentInline, GroupMemberInline]
    empty_words = gettext_lazy("Companies to whom personal data may go. Add one, or import a list with their names.")
    steps = [
        Step(
            "add-evidence",
            gettext_lazy("Add evidence"),
            gettext_lazy("A contract, certificate, report or answer, with its file."),
            services.add_evidence,
            "subprocessors.add_evidence",
            form=EvidenceForm,
        ),
        Step(
            "add-assessment",
            gettext_lazy("Add a transfer impact assessment"),
            gettext_lazy("Whether the law of a country outside the EEA lets it keep its word."),
            services.assess_transfer,
            "subprocessors.add_transferassessment",
            form=TransferAssessmentForm,
        ),
        Step(
            "add-group-member",
            gettext_lazy("Name a company of the group"),
            gettext_lazy("One of those for which this entry stands."),
            services.add_group_member,
            "subprocessors.add_groupmember",
            available=lambda party: party.stands_for_group,
            form=GroupMemberForm,
        ),
    ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Nothing is known yet of a new one; and only a group stands for companies."""
        if obj is None:
            return []
        return self.inlines if obj.stands_for_group else self.inlines[:2]


@admin.register(GroupMember)
class GroupMemberAdmin(PartAdmin):
    """A company of the group has its own page for its one step; it is reached from the third party."""

    parent = "third_party"

    steps = [
        Step(
            "remove",
            gettext_lazy("Take it out of the group"),
            gettext_lazy("The entry no longer stands for it; it stays in the history."),
            services.remove_group_member,
            "subprocessors.change_groupmember",
            available=lambda member: member.is_current,
            is_danger=True,
        )
    ]
    list_display = ["legal_entity", "third_party"]
    list_select_related = ["legal_entity", "third_party"]
    fields = ["third_party", "legal_entity", "removed_at"]
