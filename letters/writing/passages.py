"""A draft's final text cut into passages.

What the passages must say is decided in `check` and `check_wording`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from letters.writing.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One text of the letter. `block` is None for the subject; `quoted` texts are somebody else's words."""

    text: str
    block: int | None
    quoted: bool
    ground: int | None


def passages(draft: Draft) -> tuple[Passage, ...]:
    """Every text of the draft: the subject, then each block's text, label, source and items."""
    made = [Passage(text=draft.subject, block=None, quoted=False, ground=None)]
    for index, block in enumerate(draft.paragraphs):
        quoted = block.kind == "quote"
        made.append(Passage(text=squeeze(block.text), block=index, quoted=quoted, ground=block.ground))
        around = filter(None, (block.label, block.source, *block.lines))
        made.extend(
            Passage(text=squeeze(text), block=index, quoted=False, ground=block.ground) for text in around
        )
    return tuple(passage for passage in made if passage.text)


def squeeze(text: str) -> str:
    """`text` with every run of white space as one space."""
    return " ".join(text.split())


def texts_in(value: object) -> Iterator[str]:
    """Every text in plain values, such as what `asdict` makes of facts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from texts_in(inner)
