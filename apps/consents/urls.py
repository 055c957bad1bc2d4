"""The public addresses of the consent log."""

from . import views

app_name = "consents"
urlpatterns = views.urlpatterns
