"""Addresses of the mailroom."""

from django.urls import path

from . import views

app_name = "mailroom"
urlpatterns = [
    path("mail/events/<slug:provider>/", views.take_events, name="events"),
    path("mail/inbound/<slug:provider>/", views.take_inbound, name="inbound"),
]
