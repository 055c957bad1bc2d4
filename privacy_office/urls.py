"""Every address of the office."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("apps.accounts.urls")),
    path("", include("apps.trail.urls")),
    path("", include("apps.mailroom.urls")),
    path("", include("apps.publications.urls")),
    path("", include("apps.cookies.urls")),
    path("", include("apps.consents.urls")),
    path("", include("apps.disclosures.urls")),
    path("", include("apps.subprocessors.urls")),
    path("", include("apps.dsr.urls")),
]
