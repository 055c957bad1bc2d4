"""Subscribers in the admin: who asked to be told, how that is proved, and what they were sent."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.backoffice.bulk import BulkExchangeAdmin
from apps.backoffice.keyset import LargeRegisterAdmin
from apps.backoffice.records import badge
from apps.backoffice.steps import Step
from apps.casework.forms import ReasonForm
from apps.casework.veils import in_view
from apps.mailroom.models import Letter
from apps.trail.acts import object_name
from apps.trail.errors import RuleBroken

from .. import services
from ..choices import SUBSCRIBERS, SubscriberStatus
from ..forms.staff import GroundForm
from ..models import Subscriber
from ..queries import address_key
from ..resources import COLUMNS, SubscriberResource

CHANGE = "publications.change_subscriber"
ASKED_FIRST = gettext_lazy(
    "They get one e-mail, which asks them to confirm, and are told of nothing before they did. Without an answer "
    "the subscription ends by itself."
)
_S = SubscriberStatus

TONES = {
    _S.CONFIRMED: "good",
    _S.PENDING: "warning",
    _S.BOUNCED: "danger",
    _S.COMPLAINED: "danger",
    _S.SUPPRESSED: "danger",
}
#: So many of the letters to somebody are shown beside them; all of them stand in the list of letters.
LETTERS_SHOWN = 20


def may_become(status: SubscriberStatus) -> Any:
    return lambda subscriber: SUBSCRIBERS.allows(subscriber.status, status)


def _badges() -> dict[str, str]:
    """The label of each status, in the language of the page: a list has a hundred of them."""
    return _badges_in(get_language())


@cache
def _badges_in(language: str | None) -> dict[str, str]:
    return {status.value: badge(status.label, TONES.get(status, "neutral")) for status in _S}


@admin.register(Subscriber)
class SubscriberAdmin(BulkExchangeAdmin, LargeRegisterAdmin):
    """Nobody is confirmed by hand: who is added or imported is asked to confirm, as everybody is."""

    add_service = services.add_subscriber
    change_service = services.change_subscriber
    resource_classes = [SubscriberResource]
    intake = services.subscriber_intake
    import_service = services.import_subscribers
    export_columns = COLUMNS
    import_words = ASKED_FIRST
    pages_by = "requested_at"
    text_index = Subscriber.words
    address_field = "email_key"
    list_prefetch = ["brand"]

    list_display = [
        *("address", "status_badge", "requested_at", "brand", "topic", "organisation", "language"),
    ]
    list_filter = ["status", "brand", "topic", "language", "source", "requested_at"]
    search_fields = ["email"]
    search_help_text = gettext_lazy("An address or its beginning, a name, an organisation.")
    change_form_template = "admin/subscriber_form.html"
    empty_words = gettext_lazy("Nobody here: people subscribe by the public form, or are imported.")
    fieldsets = [
        (
            None,
            {"fields": ["email", ("brand", "topic"), "name", "organisation", "language"]},
        ),
        (
            gettext_lazy("How it is proved"),
            {
                "fields": [
                    ("source", "wording"),
                    ("requested_at", "requested_from"),
                    "user_agent",
                    ("mailed_at", "confirm_until"),
                    ("confirmed_at", "confirmed_from"),
                    "ended_at",
                ]
            },
        ),
    ]
    readonly_fields = [
        *("source", "wording", "requested_at", "requested_from", "user_agent", "mailed_at", "confirm_until"),
        *("confirmed_at", "confirmed_from", "ended_at"),
    ]
    steps: Sequence[Step] = [
        Step(
            "unsubscribe",
            gettext_lazy("Unsubscribe on their wish"),
            gettext_lazy(
                "They are told nothing more of this list, from now on. Notices that a contract demands go on."
            ),
            services.leave,
            CHANGE,
            available=may_become(_S.UNSUBSCRIBED),
            form=ReasonForm,
        ),
        Step(
            "suppress",
            gettext_lazy("Suppress"),
            gettext_lazy("They are not written to, whatever they ask by the form, until staff add them again."),
            services.suppress,
            CHANGE,
            available=may_become(_S.SUPPRESSED),
            form=ReasonForm,
            is_danger=True,
        ),
        Step(
            "erase",
            gettext_lazy("Erase"),
            gettext_lazy(
                "What is personal goes for good, in the history too. That somebody subscribed stays on record."
            ),
            services.erase_subscriber,
            CHANGE,
            available=may_become(_S.ERASED),
            form=GroundForm,
            is_danger=True,
            confirms_identity=True,
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is to be proved is there only once somebody was added."""
        return self.fieldsets if obj else [(None, self.fieldsets[0][1] | {"description": ASKED_FIRST})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return [*self.readonly_fields, "email", "brand", "topic"] if obj else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is known any more of who was erased."""
        is_erased = obj is not None and obj.status == _S.ERASED
        return not is_erased and super().has_change_permission(request, obj)

    def address_key(self, term: str) -> str:
        """As addresses are kept; the beginning of one is none yet."""
        try:
            return address_key(term)
        except RuleBroken:
            return term.lower()

    @admin.display(description=gettext_lazy("E-mail address"))
    def address(self, subscriber: Subscriber) -> str:
        return str(subscriber)

    @admin.display(description=gettext_lazy("Status"))
    def status_badge(self, subscriber: Subscriber) -> str:
        return _badges()[subscriber.status]

    def told_beside(self, request: HttpRequest, record: Subscriber) -> dict[str, Any]:
        """The letters about this subscription and those to this address, newest first."""
        if not request.user.has_perm("mailroom.view_letter"):
            return {}
        theirs = Q(about=object_name(record))
        if record.email:
            theirs |= Q(to_address=record.email) | Q(to_address=record.email_key)
        found = in_view(Letter.objects.filter(theirs), request.user).order_by("-queued_at", "-pk")[: LETTERS_SHOWN + 1]
        letters = [
            {"letter": one, "url": reverse("admin:mailroom_letter_change", args=[one.pk])}
            for one in found[:LETTERS_SHOWN]
        ]
        return {"letters": letters, "has_more_letters": len(found) > LETTERS_SHOWN}

    def status_words(self, record: Subscriber) -> str:
        if record.status == _S.PENDING and record.mailed_at is None:
            return _("Waiting to be asked for confirmation")
        return record.get_status_display()
