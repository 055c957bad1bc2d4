from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    verbose_name = _("Casework")

    def ready(self) -> None:
        from apps.trail import services as trail

        from . import holds, searching

        trail.ERASURE_CHECKS.append(holds.ensure_not_held)

        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(searching.install, sender=last)  # after every table stands
