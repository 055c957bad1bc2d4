"""Letters leave by a process of their own; the first is for when it is down."""

from apps.casework.registers import Job

JOBS = [
    Job("mailroom: send what is left", "apps.mailroom.sending.send_for_a_minute", minutes=1),
    Job("mailroom: fetch and read mail", "apps.mailroom.polling.fetch_for_a_minute", minutes=1),
    Job("mailroom: read why letters were refused", "apps.mailroom.events.read_refusals", minutes=1),
]
