"""The acts of the back office itself."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "backoffice.imported": _("imported a file of {rows} rows into {register}: {new} new, {changed} changed"),
    "backoffice.exported": _("exported {rows} records of {register} as {format}"),
    "backoffice.uploads_cleared": _("cleared {count} uploads that nobody confirmed"),
}
