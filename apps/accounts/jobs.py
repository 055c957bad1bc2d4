"""Sessions that ran out are cleared."""

from apps.casework.registers import Job

JOBS = [Job("accounts: clear sessions that ran out", "apps.accounts.services.clear_sessions", minutes=360)]
