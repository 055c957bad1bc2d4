"""The public addresses of transparency reports."""

from django.urls import path

from . import views

app_name = "disclosures"
urlpatterns = [
    path("<slug:key>/transparency-report/", views.report, name="report"),
    path("<slug:key>/transparency-report/versions/<int:number>/data/<str:name>", views.data, name="data"),
]
