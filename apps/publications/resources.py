"""The columns in which subscribers leave and come back."""

from typing import ClassVar

from import_export import fields

from apps.backoffice.resources import RecordResource

from .models import Subscriber

#: What leaves, by its name in the file.
COLUMNS: dict[str, str] = {
    "brand": "brand__key",
    "email": "email",
    "topic": "topic",
    "name": "name",
    "organisation": "organisation",
    "language": "language",
    "status": "status",
    "source": "source",
    "requested_at": "requested_at",
    "confirmed_at": "confirmed_at",
    "ended_at": "ended_at",
}


class SubscriberResource(RecordResource):
    """Names the columns for the forms; the rows go their own way, set by set."""

    brand = fields.Field("brand__key", "brand")

    class Meta:
        model = Subscriber
        fields: ClassVar = list(COLUMNS)
        export_order: ClassVar = list(COLUMNS)
