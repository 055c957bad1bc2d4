"""The app of what our sites set in a browser."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CookiesConfig(AppConfig):
    name = "apps.cookies"
    verbose_name = _("Cookies")
