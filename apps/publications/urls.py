"""The public addresses of what is published."""

from . import views

app_name = "publications"
urlpatterns = [*views.urlpatterns]
