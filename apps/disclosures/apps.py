"""The app of what authorities ask."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    name = "apps.disclosures"
    verbose_name = _("Government requests")
