"""Government requests in the admin."""

from . import demands, directory

__all__ = ["demands", "directory"]
