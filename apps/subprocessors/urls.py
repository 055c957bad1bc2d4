"""The public addresses of the register."""

from django.urls import path

from . import objecting, views

app_name = "subprocessors"
urlpatterns = [
    path("", views.to_group, name="root"),
    path("subprocessors/", views.to_group, name="short"),
    path("<slug:key>/subprocessors/", views.page, name="page"),
    path("<slug:key>/subprocessors.json", views.as_json, name="json"),
    path("<slug:key>/subprocessors.csv", views.as_csv, name="csv"),
    *objecting.urlpatterns,
]
