"""Government requests in the admin."""

from . import demands, directory, reports

__all__ = ["demands", "directory", "reports"]
