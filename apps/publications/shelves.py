"""Where the versions of one document stand: of a brand, or of a part of it such as a site."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from apps.casework.registers import PublicDocument
from apps.organisation.models import Brand

from .models import PublishedVersion
from .queries import versions_of


class Shelf(NamedTuple):
    """The versions of a document of a brand, or of the part of it that is named; empty: of the brand itself."""

    brand: Brand
    document: PublicDocument
    part: str = ""

    def versions(self) -> QuerySet[PublishedVersion]:
        return versions_of(self.document.kind, self.brand, self.part)

    @property
    def path(self) -> str:
        """The part of its addresses behind the brand, as in ``cookies/www.example.com``."""
        return f"{self.document.path}/{self.part}" if self.part else self.document.path

    @property
    def home(self) -> str:
        """The address of what is in effect now, on this host."""
        return f"/{self.brand.key}/{self.path}/"

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.home}"

    @property
    def title(self) -> str:
        return f"{self.document.label}: {self.part}" if self.part else str(self.document.label)

    def told(self) -> dict[str, Any]:
        """What the templates of public pages are given of it."""
        names = {"path": self.path, "home": self.home, "title": self.title, "part": self.part}
        return {"brand": self.brand, "document": self.document, **names}


class ShelfConverter:
    """The path of a document, with the domain of a part behind it."""

    regex = r"[-a-zA-Z0-9_]+(?:/(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+))?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
