"""How letters by which a request is pushed back usually read, to begin with."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from ..choices import PushBack

#: By kind, in the active language.
USUAL_WORDS: dict[str, Callable[[], str]] = {
    PushBack.NARROW: lambda: _(
        "The request asks for more than its purpose seems to need. Please narrow it: name the accounts or numbers, the "
        "categories of data and the period that you need."
    ),
    PushBack.CLARIFY: lambda: _(
        "We cannot yet tell exactly what is asked. Please state the categories of records, a specific period, and the "
        "number, address or account that each concerns."
    ),
    PushBack.GROUND: lambda: _(
        "You ask us not to tell our customer. Please cite the provision of law or the order on which this rests. Unless "
        "the law forbids it, we tell our customers before we disclose their data."
    ),
    PushBack.REDIRECT_CUSTOMER: lambda: _(
        "We hold this data on behalf of our customer, who decides about it. Please address the request to them."
    ),
    PushBack.REDIRECT_MLAT: lambda: _(
        "The company that you address is not subject to your jurisdiction. Please send the request by way of mutual legal "
        "assistance, or by a letter rogatory."
    ),
    PushBack.REJECT: lambda: _("We do not comply with the request, as it does not meet the conditions of the law."),
}
