"""What a letter encloses besides what its grounds rest on: said before the signature, and listed at the end."""

from __future__ import annotations

from collections.abc import Sequence

from letters.writing.block import Block
from letters.writing.filling import Writer
from letters.writing.mentions import exhibit_numbers
from letters.writing.page_words import PAGE_WORDS


def with_enclosures(writer: Writer, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with a list of the exhibits that none of them mentions, and the exhibit list where there is none."""
    exhibits = writer.facts.exhibits
    if not exhibits:
        return tuple(blocks)
    words = PAGE_WORDS[writer.template.language]
    texts = (text for block in blocks for text in (block.text, *block.lines))
    mentioned = {number for text in texts for number in exhibit_numbers(text)}
    items = tuple(writer.fill(words.enclosure, each) for each in exhibits if each.number not in mentioned)
    said = [Block(kind="text", text=words.enclosed), Block(kind="list", items=items)] if items else []
    kinds = [block.kind for block in blocks]
    place = kinds.index("signature") if "signature" in kinds else len(kinds)
    listed = [
        Block(kind="heading", text=words.exhibit_list, level=1),
        Block(kind="exhibit_table"),
    ]
    return (*blocks[:place], *said, *blocks[place:], *([] if "exhibit_table" in kinds else listed))
