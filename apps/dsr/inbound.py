"""What requests make of mail that comes in."""

from apps.casework.registers import MailListener, MailTaker

from .services.incoming import join_mail, open_from_mail, take_mail

#: What became of a letter to a person is shown at the letter.
MAIL_LISTENERS: list[MailListener] = []
MAIL_TAKERS = [MailTaker(takes=take_mail, opens=open_from_mail, joins=join_mail)]
