"""What is announced: the topics that apps register, and which changes somebody was told of, or will be."""

from functools import cache
from typing import Any

from apps.casework.registers import AnnouncedTopic, collect

from ..choices import UNSENT, AnnouncementStatus
from ..models import AnnouncedChange, Announcement


@cache
def _topics() -> dict[str, AnnouncedTopic]:
    return {topic.name: topic for topic in collect("announced", "TOPICS")}


def topics() -> list[AnnouncedTopic]:
    """Every topic that an app announces something of."""
    return list(_topics().values())


def topic_of(name: str) -> AnnouncedTopic:
    """The topic of this name.

    Raises:
        KeyError: no app announces it.
    """
    return _topics()[name]


def is_told(subject: str, kind: str) -> bool:
    """Whether people were told this of a record, and it stands."""
    told = AnnouncedChange.objects.standing().filter(subject=subject, kind=kind)
    return told.exclude(announcement__status__in=[*UNSENT, AnnouncementStatus.CANCELLED]).exists()


def told_elsewhere(brand: Any, topic: str, *, but: Announcement | None = None) -> set[tuple[str, str]]:
    """The subjects and kinds that other announcements of a brand carry, told by now or not."""
    others = AnnouncedChange.objects.standing().filter(announcement__brand=brand, announcement__topic=topic)
    others = others.filter(announcement__corrects=None).exclude(announcement__status=AnnouncementStatus.CANCELLED)
    if but is not None:
        others = others.exclude(announcement=but)
    return set(others.values_list("subject", "kind"))


def open_elsewhere(subjects: list[str], *, but: Announcement | None = None) -> set[str]:
    """Which of these records stand in another open announcement."""
    others = AnnouncedChange.objects.filter(subject__in=subjects, is_open=True)
    return set((others.exclude(announcement=but) if but else others).values_list("subject", flat=True))
