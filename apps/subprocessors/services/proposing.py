"""A record of the register goes into the next announcement of its brand."""

from typing import Any

from django.utils.translation import gettext as _

from apps.publications.choices import Topic
from apps.publications.models import Announcement
from apps.publications.services import gather
from apps.trail.acts import object_name

from ..models import ListChange, Listing
from .listings import Unready


def propose_announcement(record: Listing | ListChange, *, by: Any) -> Announcement:
    """Put one record that waits into the draft of its brand; a second person lets that go.

    Raises:
        Unready: it does not wait to be announced, or stands in another announcement.
        AskedAlready: the draft waits for a second person.
    """
    brand = record.brand if isinstance(record, Listing) else record.listing.brand
    subject = object_name(record)
    draft = gather(brand, Topic.SUBPROCESSORS, only={subject}, by=by)
    if draft is None or subject not in {change["subject"] for change in draft.said["changes"]}:
        words = _("%(record)s does not wait to be announced, or stands in an announcement already.")
        raise Unready(words % {"record": record.reference})
    return draft
