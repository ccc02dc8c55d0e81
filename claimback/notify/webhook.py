"""The door at which the provider behind EMAIL_URL tells what became of a mail. Off unless it is configured.

django-anymail knows each provider's words and signatures; here its views are asked what happened, and mail that did
not arrive is told on. Nothing is believed without the secret that the provider was given.
"""

import base64
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from anymail.exceptions import AnymailError
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from claimback.kernel.clock import now
from claimback.kernel.events import publish
from claimback.notify.events import MailCameBack, MailTaken
from claimback.notify.mail import MAIL_ID

_VIEWS: Final[Mapping[str, type[AnymailBaseWebhookView]]] = {
    "amazon_ses": AmazonSESTrackingWebhookView,
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sendgrid": SendGridTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}

_WHY: Final = {
    "bounced": "bounced",
    "rejected": "bounced",
    "failed": "bounced",
    "complained": "complained",
    "unsubscribed": "complained",
}
"""What of a provider's news, in django-anymail's words for all, is of mail that did not arrive or is unwanted."""

_TAKEN: Final = "delivered"
"""That the other side's server took it."""

log = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def mail_events(request: HttpRequest) -> HttpResponse:
    """What the provider tells: 200 once it is dealt with, and an error where the provider is to tell it again."""
    view_of = _VIEWS.get(settings.EMAIL_PROVIDER)
    if view_of is None or not settings.EMAIL_WEBHOOK_SECRET:
        raise Http404
    if not _knows_the_secret(request):
        challenge = {"WWW-Authenticate": 'Basic realm="mail events"'}
        return HttpResponse(status=401, headers=challenge)
    if request.method == "HEAD":  # some ask once whether the door is there
        return HttpResponse()
    view = view_of(**_own_options())
    view.setup(request)
    try:
        view.run_validators(request)  # a wrong signature is Django's SuspiciousOperation: 400
        _tell_of_subscription(request)
        events: Sequence[Any] = view.parse_events(request)
    except (AnymailError, ValueError, LookupError, TypeError, AttributeError):
        log.warning("The mail provider's news could not be read.")
        return HttpResponse(status=400)
    for event in events:
        _tell(event)
    return HttpResponse()


def _tell(event: Any) -> None:
    why = _WHY.get(event.event_type)
    if why is None and event.event_type != _TAKEN:
        return
    mail_id = _mail_id(event)
    if mail_id is None or not isinstance(event.recipient, str):
        log.info("The mail provider told of a mail that is not ours.")
        return
    if why is None:
        publish(MailTaken(mail_id, event.timestamp or now(), str(event.event_id or f"{_TAKEN} {mail_id}")))
        return
    said = " ".join(str(event.mta_response or event.description or "").split())
    publish(MailCameBack(mail_id, event.recipient, why, said))


def _tell_of_subscription(request: HttpRequest) -> None:
    """Amazon asks once whether the door wants its news; the operator confirms that, for it takes rights at Amazon."""
    if request.META.get("HTTP_X_AMZ_SNS_MESSAGE_TYPE") == "SubscriptionConfirmation":
        log.warning("Confirm in Amazon SNS: %s", json.loads(request.body)["SubscribeURL"])


def _mail_id(event: Any) -> UUID | None:
    """Our own id of the mail: as it was sent along, or the first part of its Message-ID."""
    along: Any = event.metadata.get(MAIL_ID) if isinstance(event.metadata, dict) else None
    for text in (along, str(event.message_id or "").strip("<> ").partition("@")[0]):
        try:
            return UUID(str(text))
        except ValueError:
            continue
    return None


def _knows_the_secret(request: HttpRequest) -> bool:
    """By basic authentication, `user:password`, as every provider can send it."""
    kind, _, sent = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    wanted = base64.b64encode(settings.EMAIL_WEBHOOK_SECRET.encode()).decode()
    return kind.lower() == "basic" and constant_time_compare(sent.strip(), wanted)


def _own_options() -> dict[str, Any]:
    """The key with which a provider signs what it tells, for the one that always does; and no answer to Amazon."""
    secret = {"webhook_secret": settings.EMAIL_WEBHOOK_SECRET}
    if settings.EMAIL_PROVIDER == "mailgun":
        return {**secret, "webhook_signing_key": settings.EMAIL_WEBHOOK_KEY}
    if settings.EMAIL_PROVIDER == "amazon_ses":
        return {**secret, "auto_confirm_sns_subscriptions": False}
    return secret
