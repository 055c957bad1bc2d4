"""Notice terms: what contracts promise, template by template."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..models import NoticeTerms
from ..models.announcements import FOR_ALL_DAYS


@admin.register(NoticeTerms)
class NoticeTermsAdmin(RecordAdmin):
    """Terms are added and ended, never changed: announcements rest on them."""

    add_service = staticmethod(services.add_terms)
    list_display = [
        "template",
        "brand",
        "signed_words",
        "notice_days",
        "objection_words",
        "holds_words",
        "status_badge",
    ]
    list_filter = ["brand", "holds", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["brand"]
    search_fields = ["contract_template"]
    fields = ["brand", "contract_template", "signed_from", "notice_days", "objection_days", "holds", "ended_at"]
    empty_words = gettext_lazy(
        "What contracts say of notice before a subprocessor changes. Add terms for each template, and for other contracts."
    )
    steps = [
        Step(
            "end",
            gettext_lazy("End these terms"),
            gettext_lazy("Announcements to come rest on others. Those under way keep what they promised."),
            services.end_terms,
            "publications.change_noticeterms",
            available=lambda terms: terms.ended_at is None,
            is_danger=True,
        )
    ]

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        return self.fields if obj and obj.ended_at else [name for name in self.fields if name != "ended_at"]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        told = {
            "contract_template": _(
                "As it is called in the customers’ records. Empty: contracts of any other template."
            ),
            "signed_from": _("Of several terms of a template, the newest by the day of signing counts."),
            "notice_days": _("Calendar days between telling of a change and its effect."),
            "objection_days": _("Empty: as long as the notice."),
            "holds": _("An objection in time keeps the change from taking effect until somebody lets it go on."),
        }
        if field is not None and db_field.name in told:
            field.help_text = told[db_field.name]
        return field

    def status_words(self, record: NoticeTerms) -> str:
        return _("Ended") if record.ended_at else _("Current")

    @admin.display(description=gettext_lazy("Contract template"), ordering="contract_template")
    def template(self, terms: NoticeTerms) -> str:
        return terms.contract_template or _("Other contracts")

    @admin.display(description=gettext_lazy("Signed"), ordering="signed_from")
    def signed_words(self, terms: NoticeTerms) -> Any:
        return _("on any day") if terms.signed_from == FOR_ALL_DAYS else terms.signed_from

    @admin.display(description=gettext_lazy("Days to object"), ordering="objection_days")
    def objection_words(self, terms: NoticeTerms) -> Any:
        return terms.notice_days if terms.objection_days is None else terms.objection_days

    @admin.display(description=gettext_lazy("An objection"), ordering="holds")
    def holds_words(self, terms: NoticeTerms) -> str:
        return _("holds the change") if terms.holds else _("is answered")

    @admin.display(description=gettext_lazy("Status"))
    def status_badge(self, terms: NoticeTerms) -> str:
        return badge(_("Ended"), "neutral") if terms.ended_at else badge(_("Current"), "good")
