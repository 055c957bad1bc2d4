from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TrailConfig(AppConfig):
    name = "apps.trail"
    verbose_name = _("Trail")

    def ready(self) -> None:
        from . import acts, guards

        autodiscover_modules("choices", "guards")
        configs = list(apps.get_app_configs())
        for config in configs:
            choices = getattr(config.module, "choices", None)
            acts.SENTENCES.update(getattr(choices, "ACTS", {}))
            acts.FACT_WORDS.update(getattr(choices, "FACT_WORDS", {}))
            guards.PRECONDITIONS += getattr(getattr(config.module, "guards", None), "GUARDS", [])
        last = [config for config in configs if config.models_module][-1]
        connection_created.connect(guards.let_replace_fire)
        pre_migrate.connect(guards.before_migrate, sender=self)
        post_migrate.connect(guards.install, sender=last)  # after every table stands
