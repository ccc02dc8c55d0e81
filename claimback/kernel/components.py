"""How serializers become components of the OpenAPI document, so that generated clients read well.

Loaded when the document is made: no other request needs it.
"""

import re
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from claimback.kernel.deprecation import Deprecation, deprecations
from claimback.kernel.listing import MoneyField
from claimback.kernel.openapi import MoneySerializer

_PATCHED = re.compile(r"Patched(.+?)(?:Changes?|Edit)?(?:Input)?")


class ComponentSchema(AutoSchema):
    """Components as a client wants them: what an answer always holds is required, and a PATCH takes `…Changes`."""

    def is_deprecated(self) -> bool:
        """Whether the operation itself is to go."""
        return any(not mark.parameter for mark in self._deprecations())

    def _get_parameters(self) -> list[dict[str, Any]]:
        """The operation's parameters, those that are to go marked. Raises LookupError for a mark on none of them."""
        parameters: list[dict[str, Any]] = super()._get_parameters()
        by_name = {parameter["name"]: parameter for parameter in parameters}
        for mark in self._deprecations():
            if mark.parameter:
                by_name[mark.parameter]["deprecated"] = True
        return parameters

    def _deprecations(self) -> tuple[Deprecation, ...]:
        return deprecations(getattr(self.view, self.method.lower()))

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """The component of a serializer.

        A model's column is in every answer, also where a new row need not name it. A field that the serializer
        declares itself, such as one that `expand` adds, says of itself whether it is always there.
        """
        schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "response" and isinstance(serializer, serializers.ModelSerializer):
            columns = schema.get("properties", {}).keys() - serializer._declared_fields.keys()
            schema["required"] = sorted({*schema.get("required", ()), *columns})
        return schema

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        """The name of a serializer's component: `ClientChanges` for what a PATCH takes, whatever its class."""
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        patched = _PATCHED.fullmatch(name)
        return f"{patched[1]}Changes" if patched else name


class MoneyFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Money as it is read: `Money`, or null where there is no amount."""

    target_class = MoneyField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        """A reference to the component that inputs use too."""
        money = auto_schema.resolve_serializer(MoneySerializer, direction).ref
        return {"oneOf": [money, {"type": "null"}]}


class LocalTimeSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A time of day on somebody's own clock: it has no offset, so it is none of RFC 3339's."""

    target_class = serializers.TimeField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        """Hours and minutes, seconds where they are not nought."""
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}
