#!/usr/bin/env python
"""Django's command-line utility for administrative tasks."""

import os
import sys

from privacy_office import bootstrap


def main():
    """Run administrative tasks."""
    bootstrap.ensure_environment(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_office.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
