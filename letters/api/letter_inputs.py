"""What a letter's author gives over HTTP: choices, drafts, edits and reasons."""

from typing import Any

from rest_framework import serializers

from letters.api.blocks import BlockSerializer
from letters.writing.catalogue import templates

TEMPLATE_CODES = sorted(templates())


class LetterRecipientInput(serializers.Serializer[Any]):
    """What no row of the case says of the recipient. An empty text takes back what was given before."""

    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    address_lines = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=12, required=False
    )
    salutation = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="The whole line, such as Dear Dr. Ferreira:",
    )


class LetterChoicesInput(serializers.Serializer[Any]):
    """What the author of a letter decides."""

    signer_id = serializers.UUIDField(required=False, help_text="Who signs. By default the case's lead.")
    letter_date = serializers.DateField(required=False)
    outcome_asked = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    items_requested = serializers.ListField(
        child=serializers.CharField(max_length=500), max_length=100, required=False
    )
    sent_by = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="As the letter says it: By certified mail …",
    )
    recipient = LetterRecipientInput(required=False)
    recipient_party_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Who on the case it goes to, where it goes to a party."
    )
    correspondence_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The entry of the log that it confirms."
    )
    promise_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The promise that it confirms; its entry comes with it."
    )
    evidence_ids = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=200,
        required=False,
        help_text="Evidence of the case that is enclosed besides what stands against the denial's grounds.",
    )
    particulars = serializers.DictField(
        required=False,
        help_text="The template's particulars by name, each as its type wants it: a text, a date, a time, a number in "
        "digits, true or false, a list of lines, a choice's code, or a sum with amount and currency. Null takes one "
        "back.",
    )


class LetterDraftInput(LetterChoicesInput):
    """A new letter. Without a date it bears today's."""

    case_id = serializers.UUIDField()
    template = serializers.ChoiceField(TEMPLATE_CODES)
    firm_template_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="A variant of the firm's own of this template."
    )
    denial_id = serializers.UUIDField(required=False, allow_null=True, help_text="The decision it answers.")


class LetterRefreshInput(LetterChoicesInput):
    """Other choices, and whether the text is written anew; edits are then lost."""

    redraft = serializers.BooleanField(required=False)


class LetterEditInput(serializers.Serializer[Any]):
    """The text as it shall stand: all blocks, in order."""

    subject = serializers.CharField(max_length=300, required=False)
    blocks = BlockSerializer(many=True, required=False)
    reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Why, for the list of versions."
    )


class LetterReasonInput(serializers.Serializer[Any]):
    """Why a letter goes back or is put aside."""

    reason = serializers.CharField(max_length=300)
