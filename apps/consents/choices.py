"""The words of the consent log. Events are many, so what is chosen from a short list is kept as a small number."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Action(IntegerChoices):
    """What somebody did. Only shown is not agreed."""

    SHOW = 0, _("The notice was shown")
    ACCEPT_ALL = 1, _("Accepted all")
    REFUSE_ALL = 2, _("Refused all")
    CUSTOM = 3, _("Chose")
    WITHDRAW = 4, _("Withdrew")
    IMPORT = 5, _("Taken over")


class Method(IntegerChoices):
    """By what a choice was made."""

    BANNER = 0, _("Banner")
    PAGE = 1, _("Our page of choices")
    API = 2, _("A program of ours")
    GPC = 3, _("Global Privacy Control")
    UNSUBSCRIBE = 4, _("Unsubscribed")
    OFFICER = 5, _("Entered by staff")
    IMPORT = 6, _("Imported")


class Surface(IntegerChoices):
    """On what the question stood."""

    BANNER = 0, _("Banner")
    PREFERENCES = 1, _("Preferences")
    PAGE = 2, _("Page")
    LETTER = 3, _("Letter")
    TELEPHONE = 4, _("Telephone")
    PAPER = 5, _("Paper")
    EMBEDDED = 6, _("In place of embedded content")


class State(TextChoices):
    """What holds for a key. One that the version did not offer has no state: neither a grant nor a refusal."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired: to be asked again")


class IdentityKind(TextChoices):
    """By what a person is known, where it is not a banner."""

    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")


#: The key that Global Privacy Control objects to: sale, sharing and advertising.
GPC_KEY = "marketing"

ACTS = {
    "consents.purpose_added": _("added a purpose that people are asked about"),
    "consents.purpose_changed": _("changed a purpose that people are asked about"),
    "consents.receipts_forgotten": _("forgot {count} receipts of events, which nobody repeats any more"),
}
