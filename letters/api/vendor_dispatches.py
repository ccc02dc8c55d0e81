"""Dispatches by vendors over HTTP: having a letter sent, trying again, taking back, saying whether it went."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.fields import InstantField
from claimback.tenancy.front_door import FirmView
from letters.api.dispatches import DispatchAnswer, DispatchDetailSerializer, DispatchReasonInput
from letters.dispatch.chosen import vendors
from letters.models.dispatch import VENDORS
from letters.services.dispatches import BY_HAND
from letters.services.queueing import (
    CHANNELS,
    dispatch_resolve,
    dispatch_retry,
    dispatch_withdraw,
    letter_dispatch,
)


class LetterDispatchInput(serializers.Serializer[Any]):
    """By which channel a letter is to go, and where."""

    channel = serializers.ChoiceField(list(CHANNELS))
    address = serializers.CharField(
        max_length=1000,
        required=False,
        allow_blank=True,
        help_text="Lines of an envelope, a fax number or an e-mail address. By default as the insurer's is kept.",
    )
    return_receipt = serializers.BooleanField(
        required=False,
        help_text="Certified mail: with the recipient's signature. By default it is asked for.",
    )
    as_well = serializers.BooleanField(
        required=False, help_text="By a further channel, while the letter is on its way."
    )


class DispatchRetryInput(serializers.Serializer[Any]):
    """To another address, where one is given."""

    address = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class DispatchResolveInput(serializers.Serializer[Any]):
    """Whether it went, and how that is known."""

    went = serializers.BooleanField()
    how_known = serializers.CharField(max_length=250, help_text="Such as what the vendor's own list shows.")
    sent_at = InstantField(required=False, allow_null=True, help_text="Needed where it went.")
    tracking_number = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        help_text="The vendor's or the carrier's number of it.",
    )
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="A document of the case that proves it."
    )


class SendingWaySerializer(serializers.Serializer[Any]):
    """A way by which letters can go."""

    channel = serializers.CharField()
    by_vendor = serializers.CharField(help_text="Who sends; empty where a person does and records it.")
    name = serializers.CharField(help_text="As people read it.")


class SendingWaysSerializer(serializers.Serializer[Any]):
    """The ways that there are here."""

    channels = SendingWaySerializer(many=True)


class DispatchChannelsView(FirmView):
    """The ways by which letters can go in this installation."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes(
        "dispatch_channels", SendingWaysSerializer, summary="List the ways by which letters can go"
    )
    def get(self, request: Request) -> Response:
        """Those by vendors that the installation has, then those by a person."""
        by_vendor = [
            {
                "channel": channel,
                "by_vendor": vendor.name,
                "name": f"{CHANNELS[channel]}, by {VENDORS[vendor.name]}",
            }
            for channel, vendor in vendors().items()
        ]
        by_hand = [{"channel": channel, "by_vendor": "", "name": name} for channel, name in BY_HAND.items()]
        return Response({"channels": by_vendor + by_hand})


class LetterDispatchView(DispatchAnswer):
    """Having an approved letter sent by a vendor."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "letter_dispatch",
        LetterDispatchInput,
        DispatchDetailSerializer,
        summary="Have the letter sent by a vendor",
        status=201,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Queue the approved bytes for the channel's vendor: they are handed over at most once."""
        version = expected_version(request)
        queued = letter_dispatch(
            actor=self.member, letter_id=id, version=version, **self.parse(LetterDispatchInput)
        )
        return self.answer(queued.id, status=201)


class DispatchRetryView(DispatchAnswer):
    """Trying again what did not go."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "dispatch_retry", DispatchRetryInput, DispatchDetailSerializer, summary="Try again what did not go"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Queue a dispatch anew that is known not to have gone."""
        version = expected_version(request)
        dispatch_retry(actor=self.member, dispatch_id=id, version=version, **self.parse(DispatchRetryInput))
        return self.answer(id)


class DispatchWithdrawView(DispatchAnswer):
    """Taking back what has not gone."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "dispatch_withdraw",
        DispatchReasonInput,
        DispatchDetailSerializer,
        summary="Take back what has not gone",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Take back a dispatch that no vendor has; the letter may go another way."""
        version = expected_version(request)
        dispatch_withdraw(
            actor=self.member, dispatch_id=id, version=version, **self.parse(DispatchReasonInput)
        )
        return self.answer(id)


class DispatchResolveView(DispatchAnswer):
    """Saying whether a letter went of which nobody knew it."""

    capabilities = {"POST": "letter.send"}

    @openapi.acts(
        "dispatch_resolve", DispatchResolveInput, DispatchDetailSerializer, summary="Say whether it went"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record that it went, with proof, or that it did not."""
        version = expected_version(request)
        dispatch_resolve(
            actor=self.member, dispatch_id=id, version=version, **self.parse(DispatchResolveInput)
        )
        return self.answer(id)
