"""The public addresses of data subject requests."""

from . import own_page

app_name = "dsr"
urlpatterns = [*own_page.urlpatterns]
