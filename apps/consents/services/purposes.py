"""Purposes beyond cookies."""

from functools import partial
from typing import Any

from apps.casework import services as casework
from apps.trail.acts import act
from apps.trail.models import lock

from ..models import ConsentPurpose

add_purpose = partial(casework.add_record, ConsentPurpose, kind="consents.purpose_added")
#: What people read: another wording is another edition.
WORDS = ("title_en", "title_nl", "text_en", "text_nl")


def change_purpose(purpose: ConsentPurpose, *, by: Any, version: int | None = None, **values: Any) -> ConsentPurpose:
    """Change a purpose; other words are the next edition, and events of before keep theirs.

    Raises:
        Conflict: ``version`` is the one that was read, and it is no longer the newest.
        ValidationError: by field, where a value cannot be kept.
    """
    with act("consents.purpose_changed", by=by, about=purpose) as this:
        fresh = lock(purpose, version=version)
        changed = {name for name, value in values.items() if getattr(fresh, name) != value}
        if not changed:
            this.discard()
            return fresh
        for name in changed:
            setattr(fresh, name, values[name])
        if changed & set(WORDS):
            fresh.edition += 1
        fresh.full_clean()
        fresh.save()
    return fresh
