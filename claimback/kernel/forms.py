"""Data held to a JSON Schema: at once where it fits, and with the plainest reason where it does not. Pure."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import ValidationError


class Form:
    """One schema, dates and other formats included.

    Catalogues are long and nearly always right, and every process reads them: the one validator says so in a
    hundredth of the time. What it doubts the other decides, which tells best what is wrong.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        import jsonschema_rs  # with the first schema: models speak of catalogues, and lists read none

        self._quick = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        self._schema = schema

    def flaw(self, data: Any) -> "ValidationError | None":
        """What is wrong with `data` most of all, with its path; None where nothing is."""
        if self._quick.is_valid(data):
            return None
        # Loaded where something is wrong alone: it takes longer to load than all else that reads catalogues.
        from jsonschema import Draft202012Validator, FormatChecker
        from jsonschema.exceptions import best_match

        plain = Draft202012Validator(self._schema, format_checker=FormatChecker())
        flaw: ValidationError | None = best_match(plain.iter_errors(data))
        return flaw
