"""What the public reads, who is told of changes, and what they were told."""

from .announcements import AnnouncedChange, Announcement, Notice, NoticeTerms
from .subscribers import SignUp, Subscriber
from .versions import PublishedVersion, Rendition

__all__ = [
    "AnnouncedChange",
    "Announcement",
    "Notice",
    "NoticeTerms",
    "PublishedVersion",
    "Rendition",
    "SignUp",
    "Subscriber",
]
