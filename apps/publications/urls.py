"""The public addresses of publications."""

from . import subscribing

app_name = "publications"
urlpatterns = [*subscribing.urlpatterns]
