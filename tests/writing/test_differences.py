"""What differs between two texts of a letter."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.writing.differences import Run, align, differences, runs
from letters.writing.draft import Block, draft_letter
from tests.writing.cases import FULL

APPEAL = draft_letter("internal_appeal", FULL)
TEXTS = st.text(alphabet="ab .\n", max_size=40)


def ops(found):
    return [(run.op, run.text) for run in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("Same.", "Same.", [("kept", "Same.")]),
        ("", "New.", [("inserted", "New.")]),
        ("Old.", "", [("deleted", "Old.")]),
        (
            "The plan must pay.",
            "The plan must reverse and pay.",
            [("kept", "The plan must "), ("inserted", "reverse and "), ("kept", "pay.")],
        ),
        (
            "It was mailed on May 3.",
            "It was mailed on June 4.",
            [("kept", "It was mailed on "), ("deleted", "May 3"), ("inserted", "June 4"), ("kept", ".")],
        ),
    ],
)
def test_words_that_were_kept_deleted_and_inserted(before, after, expected):
    assert ops(runs(before, after)) == expected


@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_runs_give_both_texts_back(before, after):
    found = runs(before, after)
    assert "".join(run.text for run in found if run.op != "inserted") == before
    assert "".join(run.text for run in found if run.op != "deleted") == after


def test_a_very_long_text_is_compared_by_sentences():
    before = "".join(f"Sentence {n} says one thing. " for n in range(600))
    found = runs(before, "First. " + before.replace("Sentence 300 says", "Sentence 300 said") + "The end.")
    assert found[-1] == Run("inserted", " The end.")
    assert Run("deleted", " Sentence 300 says one thing.") in found


def test_a_block_put_between_two_leaves_those_as_they_are():
    blocks = APPEAL.paragraphs
    after = replace(APPEAL, paragraphs=(*blocks[:2], Block(kind="text", text="One more."), *blocks[2:]))
    found = differences(APPEAL, after)
    assert [(b.change, b.after) for b in found.blocks if b.change != "kept"] == [("inserted", 2)]
    assert found.changed
    assert not differences(APPEAL, APPEAL).changed


def test_a_changed_block_says_which_of_its_texts_changed():
    place = next(n for n, block in enumerate(APPEAL.paragraphs) if block.kind == "list")
    listed = APPEAL.paragraphs[place]
    other = replace(listed, items=("Something else", *listed.items[1:]))
    blocks = (*APPEAL.paragraphs[:place], other, *APPEAL.paragraphs[place + 1 :])
    [changed] = [
        b for b in differences(APPEAL, replace(APPEAL, paragraphs=blocks)).blocks if b.change != "kept"
    ]
    assert (changed.change, changed.before, changed.after) == ("changed", place, place)
    [part] = [p for p in changed.parts if any(run.op != "kept" for run in p.runs)]
    assert part.part == "items[0]"


def test_every_place_of_both_texts_is_told_once():
    first = APPEAL.paragraphs
    second = (Block(kind="text", text="New beginning."), *first[3:5], *first[8:], first[1])
    pairs = align(first, second)
    assert [old for old, _ in pairs if old is not None] == sorted(range(len(first)))
    assert [new for _, new in pairs if new is not None] == sorted(range(len(second)))
