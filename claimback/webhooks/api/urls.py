"""The URLs of webhooks and of the feed of changes."""

from django.urls import path

from claimback.kernel.doors import Views

changes = Views("claimback.webhooks.api.changes")
deliveries = Views("claimback.webhooks.api.deliveries")
endpoints = Views("claimback.webhooks.api.endpoints")

urlpatterns = [
    path("changes", changes.ChangeListView.as_view()),
    path("webhook-endpoints", endpoints.WebhookEndpointListView.as_view()),
    path("webhook-endpoints/<uuid:id>", endpoints.WebhookEndpointView.as_view()),
    path("webhook-endpoints/<uuid:id>/rotate", endpoints.WebhookEndpointRotateView.as_view()),
    path("webhook-endpoints/<uuid:id>/disable", endpoints.WebhookEndpointDisableView.as_view()),
    path("webhook-endpoints/<uuid:id>/enable", endpoints.WebhookEndpointEnableView.as_view()),
    path("webhook-deliveries", deliveries.WebhookDeliveryListView.as_view()),
    path("webhook-deliveries/<uuid:id>", deliveries.WebhookDeliveryView.as_view()),
    path("webhook-deliveries/<uuid:id>/replay", deliveries.WebhookDeliveryReplayView.as_view()),
]
