"""The addresses of requests: the public form, and the intake for programs."""

from . import api, filing

app_name = "dsr"
urlpatterns = [*filing.urlpatterns, *api.urlpatterns]
