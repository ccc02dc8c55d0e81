"""A plain body is read as REST framework would read it, and anything else is left to REST framework."""

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from cases.api.correspondence import CorrespondenceInput
from claimback.kernel.bodies import read_body
from claimback.kernel.errors import Invalid

PLAIN = {
    "case_id": "019a0000-0000-7000-8000-000000000001",
    "direction": "in",
    "channel": "phone",
    "occurred_at": "2026-03-05T16:30:00-06:00",
    "body": "Asked.",
}
FULL = PLAIN | {
    "ended_at": "2026-03-05T22:41:00Z",
    "subject": "  A call  ",
    "counterpart": "",
    "document_id": None,
    "questions": [{"question": "When?", "answer": ""}],
    "promises": [{"text": "A letter", "due_on": "2026-03-09"}],
}
ODD: dict[str, Any] = {
    "case_id": [5, "019a000000007000800000000000000a", "no", "", [], None, True],
    "direction": ["out", "sideways", "", 1, [], {}, None],
    "occurred_at": [
        *("2026-03-05", "2026-03-05T16:30", "2026-03-05 16:30:00+05:30", "20260305T163000Z", "today"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", 7, None, []),
    ],
    "ended_at": [None, "2026-03-05T22:41:00.123456Z", "never"],
    "subject": ["x" * 200, " " + "x" * 200 + " ", "x" * 201, "   ", 5, 1.5, True, None, [], {}],
    "body": ["", "  ", " said ", 12, False, None],
    "questions": [[], None, "no", [{"question": "Only this?"}], [{"question": "", "answer": ""}], [5]],
    "promises": [[{"text": "x", "due_on": "soon"}], [{}]],
}


def read(serializer: Any, body: Any, partial: bool = False) -> Any:
    """What `read_body` answers, or the detail of what it raises."""
    try:
        return read_body(serializer, body, partial=partial)
    except ValidationError as error:
        return error.detail


def read_by_rest_framework(serializer: Any, body: Any, partial: bool = False) -> Any:
    try:
        return dict(serializer(partial=partial).run_validation(body))
    except ValidationError as error:
        return error.detail


@pytest.mark.parametrize(
    "body",
    [
        PLAIN,
        FULL,
        {},
        *({key: value for key, value in FULL.items() if key != left_out} for left_out in FULL),
        *(FULL | {name: value} for name, values in ODD.items() for value in values),
    ],
)
@pytest.mark.parametrize("partial", [False, True])
def test_it_reads_and_refuses_as_rest_framework_does(body: dict[str, Any], partial: bool) -> None:
    expected = read_by_rest_framework(CorrespondenceInput, body, partial)
    found = read(CorrespondenceInput, body, partial)
    assert found == expected
    assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]


class Ruled(serializers.Serializer[Any]):
    """Rules beyond those of the fields, of every kind."""

    name = serializers.CharField(default="nobody", min_length=2)
    kind = serializers.CharField(source="sort", required=False)
    raw = serializers.CharField(trim_whitespace=False, required=False)

    def validate_name(self, value: str) -> str:
        """One field's."""
        if value == "no":
            raise ValidationError("Not this.")
        return value.upper()

    def validate(self, attrs: Any) -> Any:
        """The whole's."""
        return attrs | {"seen": True}


class Defaulted(serializers.Serializer[Any]):
    """A default, kept spaces, and a limit that stands beside another."""

    name = serializers.CharField(default="nobody", min_length=2)
    raw = serializers.CharField(trim_whitespace=False, required=False)
    mail = serializers.EmailField(required=False)


@pytest.mark.parametrize("serializer", [Ruled, Defaulted])
@pytest.mark.parametrize(
    "body", [{}, {"name": "no"}, {"name": "x"}, {"name": "ab", "raw": "  "}, {"name": "ab", "raw": " a "}]
)
def test_rules_of_a_serializer_s_own_are_kept(serializer: Any, body: dict[str, Any]) -> None:
    assert read(serializer, body) == read_by_rest_framework(serializer, body)


def test_a_source_and_a_field_s_own_reading_are_kept() -> None:
    assert read_body(Ruled, {"kind": "a"}) == {"name": "NOBODY", "sort": "a", "seen": True}
    assert "mail" in read(Defaulted, {"mail": "nobody"})


@pytest.mark.parametrize(
    ("body", "pointer"),
    [(PLAIN | {"firm_id": "x"}, "/firm_id"), (FULL | {"questions": [{"asked": 1}]}, "/questions/0/asked")],
)
def test_an_unknown_field_is_named(body: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_body(CorrespondenceInput, body)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]


def test_a_body_is_one_object() -> None:
    with pytest.raises(Invalid, match="one JSON object"):
        read_body(CorrespondenceInput, [PLAIN])
