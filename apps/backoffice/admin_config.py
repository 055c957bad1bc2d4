"""Django's admin with the office's own site in its place."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default_site = "apps.backoffice.sites.OfficeSite"
