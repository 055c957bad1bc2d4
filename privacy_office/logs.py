"""What the log may hold: no address by which whoever reads it could leave, confirm or object for somebody."""

import logging
import re

#: What follows one of these in an address lets somebody in.
DOORS = re.compile(
    r"(/(?:subscriptions/(?:confirm/|leave/)?|objections/|accounts/password/reset/key/))(?!confirm/|leave/)[^/\s?\"']+"
)


class WithoutTokens(logging.Filter):
    """Takes the tokens of links out of a line, wherever in it they stand, and lets the line pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        told = without_tokens(said)
        if told != said:
            record.msg, record.args = told, ()
        return True


def without_tokens(text: str) -> str:
    """The text with an ellipsis in place of each token."""
    return DOORS.sub(r"\1…", text)
