"""Letters leave by a process of their own; this is for when it is down."""

from apps.casework.registers import Job

JOBS = [Job("mailroom: send what is left", "apps.mailroom.sending.send_for_a_minute", minutes=1)]
