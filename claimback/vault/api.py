"""Sealed values over HTTP: masked where they are read, in the clear where they are written, revealed by a POST."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from claimback.kernel.listing import ColumnField
from claimback.kernel.openapi import described, problems
from claimback.tenancy.front_door import FirmView
from claimback.vault.blind import indexes_of
from claimback.vault.envelope import mask_of
from claimback.vault.rows import SealedRow
from claimback.vault.services.reveals import REASON_LIMIT


class MaskedSerializer(serializers.Serializer[Any]):
    """A sealed value as it may be shown. Its full form is had by a `reveal`."""

    masked = serializers.CharField(help_text="Such as `•••• 6789`, or `••••` alone.")

    class Meta:
        ref_name = "Masked"


@extend_schema_field(MaskedSerializer(allow_null=True))
class MaskedField(ColumnField):
    """`{"masked": "•••• 6789"}`, or null where there is no value. An object, so that no client sends it back as one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def shown(self, value: Any) -> dict[str, str] | None:
        """From the stored bytes."""
        return None if value is None else {"masked": mask_of(bytes(value))}


class BlindIndexFilter(serializers.CharField):
    """The value of an exact filter on a sealed number: read as the blind indexes that its rows may have."""

    def __init__(self, model: type[SealedRow], name: str) -> None:
        super().__init__()
        self._model, self._name = model, name

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The indexes, in the scope that is open."""
        return indexes_of(self._model, self._name, super().run_validation(data))


View = TypeVar("View", bound=Callable[..., Any])


class RevealView(FirmView):
    """POST …/<id>/reveal. Its answer is kept nowhere: neither for a repetition nor on its way."""

    capabilities: ClassVar[Mapping[str, str]] = {"POST": "identifier.reveal"}
    keeps_answers = False

    def revealed(self, values: Mapping[str, Any]) -> Response:
        """The values as they go out."""
        return Response(dict(values), headers={"Cache-Control": "no-store"})


def reveals(
    name: str,
    body: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    *,
    summary: str,
) -> Callable[[View], View]:
    """POST that shows sealed values in full, and leaves a trace."""
    return described(
        operation_id=name,
        summary=summary,
        request=body,
        responses={200: answer, **problems(400, 401, 403, 404, 409)},
    )


def reveal_input(name: str, fields: list[str]) -> type[serializers.Serializer[Any]]:
    """The body of a reveal: which of these fields, and what for."""
    chosen = serializers.ListField(
        child=serializers.ChoiceField(fields), min_length=1, max_length=len(fields)
    )
    reason = serializers.CharField(max_length=REASON_LIMIT, help_text="What it is needed for. It is kept.")
    return type(
        name,
        (serializers.Serializer,),
        {"__doc__": "Which to show, and what for.", "fields": chosen, "reason": reason},
    )
