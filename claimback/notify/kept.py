"""Templates of mails that go out by the hundred: rendered once for each language and set of lines, filled since.

Django renders the template with a mark in the place of every word, and keeps what stands between the marks. It holds
for templates that print their words as they are: a filter, or a condition on more than whether a word is there, would
see the mark.
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.translation import get_language

Row = tuple[str, str]
"""A label, which is the same in many mails, and a value."""


def filled(template: str, words: Mapping[str, str], flags: Mapping[str, bool], rows: list[Row]) -> str:
    """What `render_to_string` makes of the template with all of them, where `rows` is the list of that name.

    Words are escaped in a template of HTML, as Django does.
    """
    there = tuple((name, bool(word)) for name, word in words.items())
    pieces = _pieces(template, get_language(), there, tuple(flags.items()), tuple(label for label, _ in rows))
    values = {**words, **{f"row {place}": value for place, (_, value) in enumerate(rows)}}
    if template.endswith(".html"):
        values = {name: escape(value) for name, value in values.items()}
    return "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))


@lru_cache(maxsize=256)
def _pieces(
    template: str,
    language: str,  # noqa: ARG001 - by which it is kept
    words: tuple[tuple[str, bool], ...],
    flags: tuple[tuple[str, bool], ...],
    labels: tuple[str, ...],
) -> tuple[str, ...]:
    """What the template says, cut at the marks: text and the names of words by turns. The language is that of now."""
    marked = {name: f"\0{name}\0" if there else "" for name, there in words}
    rows = [(label, f"\0row {place}\0") for place, label in enumerate(labels)]
    return tuple(render_to_string(template, {**marked, **dict(flags), "rows": rows}).split("\0"))
