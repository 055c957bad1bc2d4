"""Origins as browsers send them: scheme, host and port (RFC 6454). Pure functions."""

from urllib.parse import urlsplit

from .domains import clean_domain

USUAL_PORTS = {"https": 443, "http": 80}


def origin_of(text: str) -> str | None:
    """The origin that a text names, as a browser would write it; none where it is none.

    Plain http is allowed for this machine alone.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        return None
    host = clean_domain(parts.hostname or "")
    if parts.scheme not in USUAL_PORTS or not host or parts.path.strip("/") or parts.query or parts.username:
        return None
    if parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != USUAL_PORTS[parts.scheme] else "")
