"""How a reading's findings are described over HTTP: as `manage.py read_denial` gives them, each with its place."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


class PlaceSerializer(serializers.Serializer[Any]):
    """A passage of the letter."""

    quote = serializers.CharField(help_text="Word for word: the page's text from start to end.")
    page = serializers.IntegerField(help_text="Counted from 1.")
    start = serializers.IntegerField()
    end = serializers.IntegerField()

    class Meta:
        ref_name = "Place"


class FoundSerializer(PlaceSerializer):
    """A value, the passage that says so, and how sure the rules are."""

    value = serializers.CharField()
    confidence = serializers.FloatField(min_value=0, max_value=1)
    why = serializers.CharField(required=False, help_text="What the passage is taken as.")

    class Meta:
        ref_name = "Found"


class FoundPersonSerializer(PlaceSerializer):
    """Somebody whom the letter names; empty where it does not say."""

    name = serializers.CharField()
    role = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    credentials = serializers.CharField(allow_blank=True)
    specialty = serializers.CharField(allow_blank=True)

    class Meta:
        ref_name = "FoundPerson"


class FoundDateSerializer(PlaceSerializer):
    """A day or a span of days, and what happened then."""

    kind = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField(help_text="The same day, for one day.")
    confidence = serializers.FloatField(min_value=0, max_value=1)

    class Meta:
        ref_name = "FoundDate"


class FoundCodeSerializer(PlaceSerializer):
    """A printed code for a reason."""

    system = serializers.CharField(help_text="carc, rarc or plan.")
    code = serializers.CharField()
    ground = serializers.CharField(allow_null=True, help_text="What it usually stands for.")

    class Meta:
        ref_name = "FoundCode"


class FoundReferenceSerializer(serializers.Serializer[Any]):
    """A number that identifies something."""

    kind = serializers.CharField()
    value = serializers.CharField()
    page = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()

    class Meta:
        ref_name = "FoundReference"


class FoundAmountSerializer(PlaceSerializer):
    """A sum of money in the letter."""

    kind = serializers.CharField()
    amount = serializers.CharField()
    currency = serializers.CharField()

    class Meta:
        ref_name = "FoundAmount"


class FoundGroundSerializer(PlaceSerializer):
    """One reason for the decision."""

    code = serializers.CharField()
    confidence = serializers.FloatField(min_value=0, max_value=1)
    clauses = PlaceSerializer(many=True)
    criteria = PlaceSerializer(many=True)
    evidence_relied_on = PlaceSerializer(many=True)
    evidence_missing = PlaceSerializer(many=True)

    class Meta:
        ref_name = "FoundGround"


class FoundRightSerializer(PlaceSerializer):
    """A right that the letter tells of, with its time limit where it states one."""

    kind = serializers.CharField()
    period = inline_serializer(
        "FoundPeriod",
        {
            "n": serializers.IntegerField(),
            "unit": serializers.CharField(),
            "from": serializers.CharField(),
        },
        allow_null=True,
    )
    stated_date = serializers.DateField(allow_null=True)
    address = PlaceSerializer(allow_null=True)

    class Meta:
        ref_name = "FoundRight"


class ContradictionSerializer(serializers.Serializer[Any]):
    """Passages of one letter that cannot all hold."""

    kind = serializers.CharField(help_text="period, date, reason, amount or decision.")
    why = serializers.CharField()
    passages = PlaceSerializer(many=True)

    class Meta:
        ref_name = "Contradiction"


class NoticeDefectSerializer(serializers.Serializer[Any]):
    """Something that the law makes such a letter say and that it does not."""

    id = serializers.CharField()
    requirement = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.CharField(
        help_text="How the requirement was checked: primary, secondary, unchecked."
    )
    effect = serializers.CharField(allow_blank=True, help_text="What the law says of a letter without it.")
    why = serializers.CharField()

    class Meta:
        ref_name = "NoticeDefect"


class NoticeCheckSerializer(NoticeDefectSerializer):
    """One thing that the law makes such a letter say, held against the letter."""

    state = serializers.CharField(help_text="present, absent or unclear.")
    place = PlaceSerializer(allow_null=True)

    class Meta:
        ref_name = "NoticeCheck"


class DoubtSerializer(serializers.Serializer[Any]):
    """Something that a person must look at, with its place if it has one."""

    field = serializers.CharField()
    why = serializers.CharField()
    quote = serializers.CharField(required=False)
    page = serializers.IntegerField(required=False)
    start = serializers.IntegerField(required=False)
    end = serializers.IntegerField(required=False)

    class Meta:
        ref_name = "Doubt"


class FindingsSerializer(serializers.Serializer[Any]):
    """All that was found in one letter. Null and empty: the letter does not say, as far as the rules see."""

    pages = serializers.IntegerField()
    line_of_business = FoundSerializer(allow_null=True)
    plan_type = FoundSerializer(allow_null=True)
    decision = FoundSerializer(allow_null=True)
    letter_date = FoundSerializer(allow_null=True)
    insurer = FoundSerializer(allow_null=True)
    administrator = FoundSerializer(allow_null=True)
    claimant = FoundSerializer(allow_null=True)
    people = FoundPersonSerializer(many=True)
    dates = FoundDateSerializer(many=True)
    reference_numbers = FoundReferenceSerializer(many=True)
    amounts = FoundAmountSerializer(many=True)
    grounds = FoundGroundSerializer(many=True)
    reason_codes = FoundCodeSerializer(many=True)
    evidence_relied_on = PlaceSerializer(many=True)
    evidence_missing = PlaceSerializer(many=True)
    reviewer = FoundSerializer(allow_null=True)
    review_vendors = FoundSerializer(many=True)
    rights = FoundRightSerializer(many=True)
    contradictions = ContradictionSerializer(many=True)
    notice_checks = NoticeCheckSerializer(many=True)
    notice_defects = NoticeDefectSerializer(many=True)
    needs_review = DoubtSerializer(many=True)

    class Meta:
        ref_name = "Findings"
