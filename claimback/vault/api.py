"""Sealed values over HTTP: masked where they are read, in the clear where they are written, revealed by a POST."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from claimback.kernel.listing import ColumnField
from claimback.vault.blind import indexes_of
from claimback.vault.envelope import mask_of
from claimback.vault.rows import SealedRow


class MaskedSerializer(serializers.Serializer[Any]):
    """A sealed value as it may be shown. Its full form is had by a `reveal`."""

    masked = serializers.CharField(help_text="Such as `•••• 6789`, or `••••` alone.")

    class Meta:
        ref_name = "Masked"


class MaskedField(ColumnField):
    """`{"masked": "•••• 6789"}`, or null where there is no value. An object, so that no client sends it back as one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def shown(self, value: Any) -> dict[str, str] | None:
        """From the stored bytes."""
        return None if value is None else {"masked": mask_of(bytes(value))}


class MaskedFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """`Masked`, or null."""

    target_class = MaskedField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        """A reference to the one component."""
        masked = auto_schema.resolve_serializer(MaskedSerializer, direction).ref
        return {"oneOf": [masked, {"type": "null"}]}


class BlindIndexFilter(serializers.CharField):
    """The value of an exact filter on a sealed number: read as the blind indexes that its rows may have."""

    def __init__(self, model: type[SealedRow], name: str) -> None:
        super().__init__()
        self._model, self._name = model, name

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The indexes, in the scope that is open."""
        return indexes_of(self._model, self._name, super().run_validation(data))
