"""The public addresses of the trail."""

from django.urls import path

from . import views

app_name = "trail"
urlpatterns = [
    path(".well-known/trail-checkpoint", views.checkpoint, name="checkpoint"),
    path(".well-known/trail-key", views.key, name="key"),
]
