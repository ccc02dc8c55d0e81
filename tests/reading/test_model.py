"""The small model: made of the sentences that ship, sound in its numbers, and right on what it learnt."""

from importlib.resources import files

import orjson
import pytest

from cases.vocabulary import GROUND_CODES
from letters.reading.layout import Letter
from letters.reading.model import NOTHING, features, model
from letters.reading.pages import Page
from letters.reading.papers import paper, papers
from letters.reading.training import LEARNT, digest, sentences, train
from letters.reading.weighing import DECIDING, MAIL


def test_the_models_are_those_of_their_sentences() -> None:
    for name, learn in LEARNT.items():
        kept = orjson.loads(files("letters.reading").joinpath(f"{name}_model.json").read_bytes())
        assert kept["sentences"] == digest(learn()), "run python -m letters.reading.training"
        assert {code for _, code in learn()} == set(kept["classes"])

    assert set(model("grounds").classes) == set(GROUND_CODES) | {NOTHING}
    assert {*DECIDING, *MAIL} <= set(model("acts").classes)


@pytest.mark.training
@pytest.mark.parametrize("name", LEARNT)
def test_the_same_sentences_give_the_same_model_to_the_byte(name: str) -> None:
    kept = orjson.dumps(train(LEARNT[name]()), option=orjson.OPT_SORT_KEYS) + b"\n"

    assert files("letters.reading").joinpath(f"{name}_model.json").read_bytes() == kept


def test_probabilities_are_of_every_class_and_sum_to_one() -> None:
    for text in ("", "\x00", "The scan was not authorized in advance.", "§ 502(a)"):
        likely = model("grounds").probabilities(text)
        assert sum(likely.values()) == pytest.approx(1)
        assert set(likely) == set(model("grounds").classes)


def test_most_sentences_are_known_again() -> None:
    known = sum(
        max(likely, key=lambda code: likely[code]) == code
        for text, code in sentences()[::10]
        for likely in (model("grounds").probabilities(text),)
    )
    assert known / len(sentences()[::10]) > 0.9


def test_features_are_words_without_endings_and_their_pairs() -> None:
    found = features("Denied 3 scans")

    assert {name for name in found if name[0] != "."} == {
        "deni",
        "#",
        "scan",
        "deni_#",
        "#_scan",
        "deni~scan",
    }
    assert {name for name in found if "sca" in name} >= {".<sca", ".scan", ".<scan", ".scans"}


@pytest.mark.parametrize("sort", papers(), ids=lambda sort: sort.code)
def test_a_sort_of_paper_is_known_by_its_example(sort) -> None:
    for example in sort.examples:
        found = paper(Letter([Page(1, example)]))
        assert found is not None
        assert found.code == sort.code
