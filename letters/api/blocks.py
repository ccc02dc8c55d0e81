"""How a letter's text, its holes and its check are described over HTTP."""

from typing import Any, Final, get_args

from rest_framework import serializers

from letters.writing.findings import Severity
from letters.writing.template import BlockKind

BLOCK_KINDS: Final[tuple[str, ...]] = get_args(BlockKind)
SEVERITIES: Final[tuple[str, ...]] = get_args(Severity)


class BlockSerializer(serializers.Serializer[Any]):
    """One block of a letter: paragraphs are parted by an empty line."""

    kind = serializers.ChoiceField(BLOCK_KINDS)
    text = serializers.CharField(max_length=50_000, allow_blank=True, default="", trim_whitespace=False)
    items = serializers.ListField(
        child=serializers.CharField(max_length=5_000), max_length=200, default=list, help_text="Of a list."
    )
    columns = serializers.ListField(
        child=serializers.CharField(max_length=100, allow_blank=True),
        max_length=8,
        default=list,
        help_text="Of a table: the head of each column.",
    )
    rows = serializers.ListField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=500, allow_blank=True), max_length=8
        ),
        max_length=200,
        default=list,
        help_text="Of a table: its rows, each with a cell for every column.",
    )
    total = serializers.ListField(
        child=serializers.CharField(max_length=500, allow_blank=True),
        max_length=8,
        default=list,
        help_text="Of a table: its last line. Sums in it must be those of the rows.",
    )
    level = serializers.IntegerField(min_value=0, max_value=2, default=0, help_text="Of a heading: 1 or 2.")
    ground = serializers.IntegerField(
        min_value=1, allow_null=True, default=None, help_text="The number of the ground that it answers."
    )

    def get_fields(self) -> dict[str, Any]:
        """With `label` and `source`, whose names a serializer's own attributes have too."""
        return super().get_fields() | {
            "label": serializers.CharField(
                max_length=300, allow_null=True, default=None, help_text="Stands before the text."
            ),
            "source": serializers.CharField(
                max_length=300, allow_null=True, default=None, help_text="Where a quotation is from."
            ),
        }

    class Meta:
        ref_name = "LetterBlock"


class HoleSerializer(serializers.Serializer[Any]):
    """A fact that the case lacks, and what to do about it."""

    path = serializers.CharField()
    remedy = serializers.CharField()

    class Meta:
        ref_name = "LetterHole"


class CheckFindingSerializer(serializers.Serializer[Any]):
    """One thing that the check found. What blocks forbids approval; what warns is weighed by whoever approves."""

    severity = serializers.ChoiceField(SEVERITIES)
    code = serializers.CharField()
    message = serializers.CharField()
    block = serializers.IntegerField(allow_null=True, help_text="Its place among the blocks, from 0.")

    class Meta:
        ref_name = "CheckFinding"


class CheckReportSerializer(serializers.Serializer[Any]):
    """What the check found in one version of the text."""

    template = serializers.CharField()
    version = serializers.IntegerField()
    checked_on = serializers.DateField()
    may_be_approved = serializers.BooleanField()
    findings = CheckFindingSerializer(many=True)

    class Meta:
        ref_name = "CheckReport"
