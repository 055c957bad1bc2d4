"""The public addresses of notices and banners."""

from . import views

app_name = "cookies"
urlpatterns = views.urlpatterns
