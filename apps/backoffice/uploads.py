"""Uploads that wait for the confirmation of their preview: kept for an hour at most."""

import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from import_export.tmp_storages import BaseStorage

from apps.trail.acts import act
from apps.trail.errors import RuleBroken

KEPT = datetime.timedelta(hours=1)


class UploadGone(RuleBroken):
    """The upload was imported or cleared already."""


class UploadStorage(BaseStorage):
    """Where an upload lies between preview and confirmation, under a name that cannot be guessed."""

    def save(self, data: bytes | str) -> None:
        self.name = storages["imports"].save(get_random_string(32), ContentFile(data))

    def read(self) -> bytes:
        """The bytes of the upload.

        Raises:
            UploadGone: it is not there.
        """
        try:
            with storages["imports"].open(self.name, "rb") as file:
                return file.read()
        except (FileNotFoundError, IsADirectoryError) as error:
            words = _("This file was imported already, or waited for more than an hour: upload it again.")
            raise UploadGone(words) from error

    def remove(self) -> None:
        storages["imports"].delete(self.name)


def hold(data: bytes) -> str:
    """Keep an upload until its review is over; gives the name under which it lies."""
    upload = UploadStorage()
    upload.save(data)
    return upload.name


def clear_uploads() -> int:
    """Delete the uploads that nobody confirmed within the hour; how many there were."""
    storage = storages["imports"]
    if not storage.exists(""):
        return 0
    old = [name for name in storage.listdir("")[1] if storage.get_modified_time(name) < timezone.now() - KEPT]
    if not old:
        return 0
    with act("backoffice.uploads_cleared", by="worker", count=len(old)):
        for name in old:
            storage.delete(name)
    return len(old)
