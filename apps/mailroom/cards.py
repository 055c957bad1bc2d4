"""The mailroom on the home page."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card
from apps.casework.veils import in_view

from .models import InboundMessage, Letter, Suppression
from .queries import failing_mailboxes, of_notice_contacts, week_ago

CARDS = [
    Card(
        title=_("Letters that need a person"),
        figure=lambda user: in_view(Letter.objects.needing_a_person(), user).count(),
        url="admin:mailroom_letter_changelist",
        query="stands=person",
        permission="mailroom.view_letter",
        hint=_("Refused, failed, or twice without an answer: look why, then try again or cancel."),
    ),
    Card(
        title=_("Mail in quarantine"),
        figure=lambda user: in_view(InboundMessage.objects.held(), user).count(),
        url="admin:mailroom_inboundmessage_changelist",
        query="status__exact=held",
        permission="mailroom.view_inboundmessage",
        hint=_("It could not be read or placed, or one address wrote too much: open a request from it, or leave it."),
    ),
    Card(
        title=_("Mailboxes that cannot be read"),
        figure=lambda _user: failing_mailboxes().count(),
        url="admin:mailroom_mailboxcheck_changelist",
        permission="mailroom.view_mailboxcheck",
        hint=_("Requests may lie there unread while their clock runs: see why, and mend INBOUND_MAIL."),
    ),
    Card(
        title=_("Letters waiting to leave"),
        figure=lambda user: in_view(Letter.objects.waiting(), user).count(),
        url="admin:mailroom_letter_changelist",
        query="stands=waiting",
        permission="mailroom.view_letter",
        hint=_("They leave by themselves; what was put off is tried again for three days."),
    ),
    Card(
        title=_("Letters turned away"),
        figure=lambda user: in_view(Letter.objects.turned_away(week_ago()), user).count(),
        url="admin:mailroom_letter_changelist",
        query="stands=turned-away",
        permission="mailroom.view_letter",
        hint=_("In the last seven days a provider or a receiver would not have them; no address is to blame."),
    ),
    Card(
        title=_("Addresses that bounce"),
        figure=lambda user: in_view(Suppression.objects.bouncing(), user).count(),
        url="admin:mailroom_suppression_changelist",
        query="stands=bounces",
        permission="mailroom.view_suppression",
        hint=_("Letters came back for good, or were reported as spam: list mail to them has ended."),
    ),
    Card(
        title=_("Notice contacts that bounce"),
        figure=lambda user: in_view(of_notice_contacts(Suppression.objects.all()), user).count(),
        url="admin:mailroom_suppression_changelist",
        query="stands=contacts",
        permission="mailroom.view_suppression",
        hint=_("The contract says that they are told: find another way to reach them."),
    ),
]
