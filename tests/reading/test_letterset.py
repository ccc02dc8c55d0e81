"""The labelled letters themselves: every label is borne out by its text, and there are enough of every kind."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cases.vocabulary import GROUND_CODES, LINES_OF_BUSINESS, PLAN_TYPES
from letters.labelled_folder import labelled_letters
from letters.reading.dates import dates_in
from letters.reading.decision import ADVERSE
from letters.reading.evaluate import holds
from letters.reading.labelled import BadLabels, LabelledLetter
from letters.reading.pages import pages_of

FOLDER = Path(__file__).parent / "letterset"


@cache
def letterset() -> tuple[LabelledLetter, ...]:
    return tuple(labelled_letters(FOLDER))


def text_of(letter: LabelledLetter) -> str:
    return "\n".join(page.text for page in pages_of(letter.file_name, letter.data))


def test_every_label_stands_in_its_letter() -> None:
    missing = []
    for letter in letterset():
        text, labels = text_of(letter), letter.labels
        names = [v for k, v in labels.values.items() if v and k not in ("decision", "line", "plan_type")]
        passages = [passage for told in labels.fragments.values() for passage in told]
        numbers = [value for _, value in labels.references]
        said = [ground.says for ground in labels.grounds if ground.says]
        missing += [
            (letter.where, what)
            for what in (*names, *passages, *numbers, *said)
            if not holds(" ".join(text.split()), what)
        ]
        dates = {found.value for found in dates_in(text)}
        stated = [labels.letter_date, *(right.stated_date for right in labels.rights)]
        missing += [(letter.where, str(on)) for on in stated if on and on not in dates]
    assert missing == []


def test_every_ground_is_labelled_with_its_passage() -> None:
    assert all(ground.says for letter in letterset() for ground in letter.labels.grounds)


def denies_nothing(letter: LabelledLetter) -> bool:
    labels = letter.labels
    return (
        not labels.grounds and "grounds" not in labels.unlabelled and labels.values["decision"] not in ADVERSE
    )


def test_there_are_enough_letters_to_develop_with_of_every_line_and_ground() -> None:
    letters = [letter for letter in letterset() if letter.family == "develop"]
    grounds = Counter(ground.codes[0] for letter in letters for ground in letter.labels.grounds)

    assert len(letters) >= 490
    assert sum(map(denies_nothing, letters)) >= 115
    assert [code for code in GROUND_CODES if grounds[code] < 8] == []
    assert set(LINES_OF_BUSINESS) <= {letter.labels.values["line"] for letter in letters}


def test_letters_are_held_back_of_every_ground_and_of_what_denies_nothing() -> None:
    held = [letter for letter in letterset() if letter.family == "held"]

    assert len(held) >= 48
    assert sum(map(denies_nothing, held)) >= 18
    assert {code for letter in held for ground in letter.labels.grounds for code in ground.codes} == set(
        GROUND_CODES
    )


def test_there_are_five_letters_of_every_ground_and_many_that_are_hard() -> None:
    letters = letterset()
    grounds = Counter(ground.codes[0] for letter in letters for ground in letter.labels.grounds)
    denying = [letter for letter in letters if letter.labels.grounds]

    assert len(letters) >= 540
    assert [code for code in GROUND_CODES if grounds[code] < 5] == []
    assert sum(letter.hard for letter in denying) >= 0.35 * len(denying)
    assert sum(len(letter.labels.grounds) > 1 for letter in denying) >= 20
    assert {len(letter.labels.grounds) for letter in denying} >= {1, 2, 3, 4}
    plans = {letter.labels.values["plan_type"] for letter in letters}
    assert {plan for plan in PLAN_TYPES if plan not in plans} <= {"residual_market", "other"}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", "- name: one\n  text: x\n  labels: {decision: refused}\n", r"a\.yaml:1: refused is no decision"),
        ("a.yaml", "- {name: one, text: x, labels: {}}\n- {name: one, text: y, labels: {}}\n", r"a\.yaml:2: one is"),
        ("a.yaml", "- name: one\n  text: [\n", r"a\.yaml:\d: "),
        ("a.yaml", "name: one\n", r"a\.yaml:1: a list"),
        ("a.jsonl", '{"name": "one", "text": "x"}\n', r"a\.jsonl:1: one has no labels"),
        ("a.jsonl", '{"name": "one", "text": "x", "labels": {"colour": "red"}}', r"a\.jsonl:1: colour is no label"),
        ("labels.jsonl", '{"file": "a.txt", "denial_grounds": []}', r"labels\.jsonl:1: .*texts/a\.txt"),
        ("labels.jsonl", "\n{", r"labels\.jsonl:2: .* column"),
        ("a.txt", "", "no labelled letters"),
    ],
)  # fmt: skip
def test_a_bad_folder_is_refused_by_file_and_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(BadLabels, match=told):
        labelled_letters(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match="no such folder"):
        labelled_letters(tmp_path / "none")
