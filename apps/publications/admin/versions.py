"""Published versions in the admin: looked at, compared and opened; a statement is published here, for a day."""

import datetime
from collections.abc import Sequence
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.forms import RecordForm, dress_form
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.forms import FormForRecord
from apps.mailroom.composing import LANGUAGES
from apps.organisation.models import Brand

from .. import services
from ..choices import DocumentKind
from ..models import PublishedVersion, Rendition
from ..queries import document_of, newest, with_differences

PUBLISH = "publications.add_publishedversion"
MARKS = gettext_lazy(
    "“# ” before a heading, “- ” before an item of a list, an empty line between paragraphs; **strong**, *emphasis* and "
    "[words](https://…) within a line. Name no people: what is published is kept for good."
)


class StatementFields(forms.Form):
    """What a version of a privacy statement says, and from when."""

    effective_on = forms.DateField(
        label=gettext_lazy("In effect from"),
        help_text=gettext_lazy("Today, at once; or the beginning of a day to come."),
        widget=forms.DateInput,
    )
    substantial = forms.BooleanField(
        label=gettext_lazy("It affects people's rights"),
        required=False,
        help_text=gettext_lazy("The list of versions says so."),
    )
    text_en = forms.CharField(
        label=gettext_lazy("English text"),
        help_text=MARKS,
        widget=forms.Textarea(attrs={"rows": 24}),
        max_length=200_000,
    )
    text_nl = forms.CharField(
        label=gettext_lazy("Dutch text"),
        help_text=gettext_lazy("Without it, Dutch readers get the English text."),
        widget=forms.Textarea(attrs={"rows": 24}),
        max_length=200_000,
        required=False,
    )


class FirstStatementForm(StatementFields, RecordForm):
    """A privacy statement of a brand that has none yet, or a whole new text."""

    for_brand = forms.ModelChoiceField(Brand.objects.active(), label=gettext_lazy("Brand"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("effective_on", timezone.localdate())
        dress_form(self)


class NextStatementForm(FormForRecord, StatementFields):
    """The next version of a statement: begins with the text of the newest one."""

    def for_record(self, record: PublishedVersion) -> None:
        last = newest(record.kind, record.brand, record.part) or record
        texts = last.said.get("texts", {})  # a list has none, and is refused in words
        day = max(timezone.localdate(), timezone.localdate(last.effective_at))
        self.propose(effective_on=day, text_en=texts.get("en", ""), text_nl=texts.get("nl", ""))


def publish_first(*, for_brand: Brand, by: Any, **given: Any) -> PublishedVersion:
    return _publish(for_brand, by=by, **given)


def publish_next(version: PublishedVersion, *, by: Any, **given: Any) -> PublishedVersion:
    return _publish(version.brand, by=by, **given)


def preview_next(version: PublishedVersion, **given: Any) -> list[Any]:
    return services.preview_statement(version.brand, **_as_statement(**given))


def _publish(brand: Brand, *, by: Any, **given: Any) -> PublishedVersion:
    return services.publish_statement(brand, by=by, **_as_statement(**given))


def _as_statement(*, effective_on: datetime.date, substantial: bool, text_en: str, text_nl: str) -> dict[str, Any]:
    """The values of the form by the names that the service knows."""
    texts = {"en": text_en, "nl": text_nl}
    return {"texts": texts, "effective_on": effective_on, "is_substantial": substantial}


def _standing(version: Any) -> tuple[str, str]:
    """Whether it is in effect, in words, and the tone of it."""
    if version.effective_at > timezone.now():
        return _("To come"), "warning"
    return (_("Followed by a later one"), "neutral") if version.is_followed else (_("In effect"), "good")


class RenditionInline(PartsInline):
    """What was made of a version to be read, each with the hash of its bytes."""

    model = Rendition
    fields = readonly_fields = ["format", "language", "sha256", "made_at"]
    show_change_link = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("body")

    @admin.display(description=gettext_lazy("Made"))
    def made_at(self, rendition: Rendition) -> str:
        return formats.date_format(timezone.localtime(rendition.moment), "DATETIME_FORMAT")


@admin.register(PublishedVersion)
class PublishedVersionAdmin(RecordAdmin):
    """Every version of every public document, newest first; none of them ever changes."""

    add_service = publish_first
    given_as = {name: name for name in ("for_brand", "effective_on", "substantial", "text_en", "text_nl")}
    list_display = ["document", "brand", "number", "effective_at", "standing_badge", "short_hash"]
    list_filter = ["kind", "brand"]
    list_select_related = ["brand"]
    search_fields = ["^sha256"]
    search_help_text = gettext_lazy("The beginning of the SHA-256 of a version.")
    inlines = [RenditionInline]
    change_form_template = "admin/version_form.html"
    empty_words = gettext_lazy(
        "Nothing is published yet: a list of subprocessors is published when it changes, a privacy statement by “Add”."
    )
    readonly_fields = [
        *("document", "brand", "number", "effective_at", "published_at", "standing_badge", "rights_words", "sha256"),
    ]
    steps: Sequence[Step] = [
        Step(
            "publish-next",
            gettext_lazy("Publish the next version"),
            gettext_lazy("Begins with the newest text. What is published stays for good, and this one stays as it is."),
            publish_next,
            PUBLISH,
            available=lambda version: version.kind == DocumentKind.STATEMENT,
            form=NextStatementForm,
            confirms_identity=True,
            preview=preview_next,
            preview_template="admin/statement_preview.html",
        )
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **({} if obj else {"form": FirstStatementForm}) | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            texts = (gettext_lazy("The text"), {"fields": ["text_en", "text_nl"]})
            return [(None, {"fields": ["for_brand", "effective_on", "substantial"]}), texts]
        is_written = obj.kind == DocumentKind.STATEMENT
        return [
            (None, {"fields": ["document", "brand", ("number", "standing_badge"), ("effective_at", "published_at")]}),
            (gettext_lazy("The content"), {"fields": [*(["rights_words"] if is_written else []), "sha256"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return self.readonly_fields if obj else []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Sequence[Any]:
        return self.inlines if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each with whether a later one is in effect; without the contents, which are long."""
        later = PublishedVersion.objects.filter(
            kind=OuterRef("kind"), brand=OuterRef("brand"), part=OuterRef("part"), number__gt=OuterRef("number")
        )
        followed = Exists(later.effective(timezone.now()))
        return super().get_queryset(request).annotate(is_followed=followed).defer("content")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What is published stays for good: the person says again who they are."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return reauthentication_required(super().add_view)(request, form_url, extra_context)

    def after_step_url(self, record: Any) -> str:
        """The page of the version that was published."""
        published = newest(record.kind, record.brand, record.part) or record
        return super().after_step_url(published)

    @admin.display(description=gettext_lazy("Document"), ordering="kind")
    def document(self, version: PublishedVersion) -> str:
        return f"{document_of(version).label}: {version.part}" if version.part else str(document_of(version).label)

    @admin.display(description=gettext_lazy("Standing"))
    def standing_badge(self, version: PublishedVersion) -> str:
        return badge(*_standing(version))

    @admin.display(description=gettext_lazy("People's rights"))
    def rights_words(self, version: PublishedVersion) -> str:
        return _("It affects them, and the list of versions says so") if version.is_substantial else _("Not affected")

    @admin.display(description=gettext_lazy("Published"))
    def published_at(self, version: PublishedVersion) -> datetime.datetime:
        return version.moment

    @admin.display(description=gettext_lazy("SHA-256"))
    def short_hash(self, version: PublishedVersion) -> str:
        return format_html("<code>{}…</code>", version.sha256[:12])

    def status_words(self, record: PublishedVersion) -> str:
        """Nothing happens next to a list: its register publishes the following one."""
        return _standing(record)[0] if record.kind == DocumentKind.STATEMENT else ""

    def told_beside(self, request: HttpRequest, record: PublishedVersion) -> dict[str, Any]:
        """What it changed, and where the public reads it."""
        [(_version, sentences)] = with_differences([record])
        at = [record.said["brand"], document_of(record).path, record.number]
        files = [
            {"words": f"{name} ({language.upper()})", "url": reverse(f"publications:{view}", args=at) + query}
            for name, view in ((_("Page"), "version"), ("PDF", "version-pdf"))
            for language, query in zip(LANGUAGES, ("", "?lang=nl"), strict=True)
        ]
        files.append({"words": "JSON", "url": reverse("publications:version-json", args=at)})
        compared = reverse("publications:differences", args=[*at[:2], record.number - 1, record.number])
        return {"sentences": sentences, "files": files, "compared": compared if record.number > 1 else ""}
