"""Letters about a record are hidden with it, and so is what is told of such letters, and mail that was put on it."""

from apps.casework.registers import Veil

VEILS = [
    Veil("mailroom.letter", about="about"),
    Veil("mailroom.inboundmessage", about="about", rank=2),
    Veil("mailroom.suppression", link="letter", rank=2),
    *(
        Veil(f"mailroom.{model}", link="letter", is_named=False)
        for model in ("delivery", "acceptance", "providerevent")
    ),
]
