"""The public addresses of what is published, and of subscriptions."""

from . import subscribing, views

app_name = "publications"
urlpatterns = [*views.urlpatterns, *subscribing.urlpatterns]
