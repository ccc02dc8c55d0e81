"""What a newer OpenAPI document breaks for callers who were written against an older one.

What is sent may be widened and what is answered may be narrowed or added to; the other way round breaks. The policy
that callers are promised is at /api/v1/docs/versions. Two documents in, a list out: nothing here knows this API.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Document = Mapping[str, Any]
Way = Literal["sent", "answered"]
Found = tuple[tuple[str, str], ...]
"""Places inside a schema, each with what became of it."""

_METHODS: Final = ("get", "put", "post", "patch", "delete")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that callers relied on: the operation, the place inside it, and what became of that."""

    operation: str
    place: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.operation} {self.place}: {self.what}" if self.place else f"{self.operation}: {self.what}"
        )


def breaks(old: Document, new: Document) -> list[Break]:
    """Every break between two OpenAPI 3.1 documents, in the order of the older one."""
    comparison = _Comparison(old, new)
    return [
        Break(f"{method.upper()} {path}", place, what)
        for path, item in old["paths"].items()
        for method in _METHODS
        if method in item
        for place, what in comparison.operation(item[method], new["paths"].get(path, {}).get(method))
    ]


class _Comparison:
    """Two documents side by side. A pair of schemas is compared once, however many operations name it."""

    def __init__(self, old: Document, new: Document) -> None:
        self._documents = {"old": old, "new": new}
        self._known: dict[tuple[int, int, Way], Found] = {}
        self._kept: list[Any] = []  # what `_known` names by id must live as long

    def operation(self, old: Document, new: Document | None) -> Iterator[tuple[str, str]]:
        """What became of one operation."""
        if new is None:
            yield "", "is gone"
            return
        if old.get("operationId") != new.get("operationId"):
            yield "operationId", f"{old.get('operationId')} is named {new.get('operationId')}"
        yield from self._parameters(old, new)
        yield from self._body(old.get("requestBody"), new.get("requestBody"))
        for status, answer in old.get("responses", {}).items():
            if status < "300":
                yield from self._answer(f"answer {status}", answer, new["responses"].get(status))

    def _parameters(self, old: Document, new: Document) -> Iterator[tuple[str, str]]:
        before, after = ({(p["in"], p["name"]): p for p in side.get("parameters", [])} for side in (old, new))
        for (where, name), parameter in before.items():
            place, now = f"{where} {name}", after.get((where, name))
            if now is None:
                yield place, "is gone"
                continue
            if now.get("required") and not parameter.get("required"):
                yield place, "is required now"
            yield from self._placed(place, parameter.get("schema", {}), now.get("schema", {}), "sent")
        for where, name in after.keys() - before.keys():
            if after[where, name].get("required"):
                yield f"{where} {name}", "is new and required"

    def _body(self, old: Document | None, new: Document | None) -> Iterator[tuple[str, str]]:
        if new and new.get("required") and not (old and old.get("required")):
            yield "body", "is required now"
        if old and new is None:
            yield "body", "is no longer taken"
        elif old and new:
            yield from self._content("body", old, new, "sent")

    def _answer(self, place: str, old: Document, new: Document | None) -> Iterator[tuple[str, str]]:
        if new is None:
            yield place, "is gone"
        else:
            yield from self._content(place, old, new, "answered")

    def _content(self, place: str, old: Document, new: Document, way: Way) -> Iterator[tuple[str, str]]:
        for kind, media in old.get("content", {}).items():
            if kind not in new.get("content", {}):
                yield place, f"is no longer {kind}"
                continue
            yield from self._placed(
                place, media.get("schema", {}), new["content"][kind].get("schema", {}), way
            )

    def _placed(self, place: str, old: Document, new: Document, way: Way) -> Iterator[tuple[str, str]]:
        for inside, what in self._schema(old, new, way):
            yield place + inside, what

    def _schema(self, old: Document, new: Document, way: Way) -> Found:
        old, new = self._resolved(old, "old"), self._resolved(new, "new")
        key = (id(old), id(new), way)
        if key not in self._known:
            self._known[key] = ()  # what leads back to itself is settled where it began
            self._kept += (old, new)
            self._known[key] = tuple(self._alternatives(old, new, way))
        return self._known[key]

    def _alternatives(self, old: Document, new: Document, way: Way) -> Iterator[tuple[str, str]]:
        """Whatever was taken is taken still; whatever is answered was answered before."""
        before, after = list(self._shapes(old, "old")), list(self._shapes(new, "new"))
        narrow, wide = (before, after) if way == "sent" else (after, before)
        for shape in narrow:
            pairs = [
                (shape, other) if way == "sent" else (other, shape) for other in wide if _holds(other, shape)
            ]
            if pairs:
                yield from min((self._shape(*pair, way) for pair in pairs), key=len)
            else:
                named = shape.get("type", "anything")
                yield "", f"{named} is no longer taken" if way == "sent" else f"may be {named} now"

    def _shape(self, old: Document, new: Document, way: Way) -> Found:
        """What became of one shape: an object, a list, or a value of one type."""
        found = [*_limits(old, new)] if way == "sent" else []
        if old.get("format") != new.get("format") and (way == "answered" or "format" in new):
            found.append(("", f"format was {old.get('format')} and is {new.get('format')}"))
        found += self._properties(old, new, way)
        for inner, mark in (("items", "[]"), ("additionalProperties", "/*")):
            one, other = old.get(inner), new.get(inner)
            if isinstance(one, Mapping) and isinstance(other, Mapping):
                found += [(mark + inside, what) for inside, what in self._schema(one, other, way)]
        return tuple(found)

    def _properties(self, old: Document, new: Document, way: Way) -> Iterator[tuple[str, str]]:
        before, after = old.get("properties", {}), new.get("properties", {})
        must_before, must_after = set(old.get("required", [])), set(new.get("required", []))
        for name, schema in before.items():
            if name not in after:
                yield f"/{name}", "is gone"
                continue
            yield from ((f"/{name}{inside}", what) for inside, what in self._schema(schema, after[name], way))
            if way == "answered" and name in must_before - must_after:
                yield f"/{name}", "may be missing now"
        if way == "sent":
            for name in sorted(must_after - must_before):
                yield f"/{name}", "is required now" if name in before else "is new and required"

    def _resolved(self, schema: Document, side: str) -> Document:
        while "$ref" in schema:
            found: Any = self._documents[side]
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def _shapes(self, schema: Document, side: str) -> Iterator[Document]:
        """The alternatives of a schema, each of one type."""
        schema = self._resolved(schema, side)
        if len(schema.get("allOf", ())) == 1:
            yield from self._shapes(schema["allOf"][0], side)
        elif choice := schema.get("oneOf") or schema.get("anyOf"):
            for one in choice:
                yield from self._shapes(one, side)
        elif isinstance(schema.get("type"), list):
            for kind in schema["type"]:
                yield {**schema, "type": kind} if kind != "null" else {"type": "null"}
        elif "enum" in schema and "type" not in schema:
            texts = all(isinstance(value, str) for value in schema["enum"])
            yield {**schema, "type": "string" if texts else "null"}
        else:
            yield schema


def _holds(wide: Document, narrow: Document) -> bool:
    """Whether a value of `narrow`'s type is one of `wide`'s."""
    kind, other = wide.get("type"), narrow.get("type")
    return kind is None or kind == other or (kind, other) == ("number", "integer")


def _limits(old: Document, new: Document) -> Iterator[tuple[str, str]]:
    """The limits of what is sent that are narrower now."""
    if "enum" in new:
        lost = [value for value in old.get("enum", ()) if value not in new["enum"]]
        if lost or "enum" not in old:
            told = ", ".join(map(str, lost))
            yield "", f"{told} is no longer taken" if lost else "is one of a few values now"
    if new.get("pattern") not in (None, old.get("pattern")):
        yield "", "must have another form now"
    for name in (*_UPPER, *_LOWER):
        before, after = old.get(name), new.get(name)
        if after is not None and (before is None or (after < before if name in _UPPER else after > before)):
            yield "", f"{name} was {'none' if before is None else before} and is {after}"
