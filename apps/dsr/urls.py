"""The public addresses of requests: the form, the requester's own page, and the intake for programs."""

from . import api, filing, own_page

app_name = "dsr"
urlpatterns = [*filing.urlpatterns, *own_page.urlpatterns, *api.urlpatterns]
