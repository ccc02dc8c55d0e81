"""Which names are taken for one, by what, and which are not. No database."""

import time

import pytest

from cases.names import compare, index_keys, read_name

LIKE = [
    ("Ada Quill", "ADA  QUÍLL.", "same"),
    ("Dr. Iris Example, MD", "Iris Example", "same"),
    ("Maria de la Cruz", "Maria Delacruz", "same"),
    ("Example Clinic, P.C.", "example clinic p c", "same"),
    ("Northfield GmbH", "Northfield, L.L.C.", "same"),
    ("A\u200bda Qu\u00adill", "Ada Quill", "same"),
    ("\u202eAda Quill\u202c", "Ada Quill", "same"),
    ("Quill, Ada", "Ada Quill", "order"),
    ("Müller, Karl", "Karl Muller", "order"),
    ("Smith & Jones LLP", "Jones and Smith", "order"),
    ("Сергей Иванов", "Sergey Ivanov", "transliteration"),
    ("Аda Quill", "Ada Quill", "transliteration"),  # its first letter is Cyrillic
    ("王伟", "Wang Wei", "transliteration"),
    ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos", "phonetic"),
    ("Robert Quill Jr.", "Robert Quill", "generation"),
    ("Robert Quill Jr", "Robert Quill, III", "generation"),
    ("Northfield Mutual Ins. Co.", "Northfield Mutual", "company_words"),
    ("Northfield Health Plan", "Northfield Mutual Insurance", "company_words"),
    ("Bob Quill", "Robert Quill", "nickname"),
    ("Liz Byron", "Byron, Betty", "nickname"),
    ("R. Quill", "Robert Quill", "initials"),
    ("J.R. Smith", "John Robert Smith", "initials"),
    ("B. Quill", "Robert Quill", ""),  # an initial stands for the name, not for its short form
    ("Robert J. Quill", "Robert Quill", "part"),
    ("Ada Byron-Quill", "Ada Quill", "part"),
    ("Ada Quill née Byron", "Ada Byron", "part"),
    ("Ada Quill f/k/a Ada Byron", "Ada Byron", "part"),
    ("Wexcombe Group", "Wexcombe Freight Systems, Inc.", "part"),
    ("NMIC", "Northfield Mutual Insurance Company", "acronym"),
    ("Jon Smyth", "John Smith", "phonetic"),
    ("Schmidt, Hans", "Hans Schmitt", "phonetic"),
    ("John Meyer", "John Maier", "phonetic"),
    ("Mohammed Rashid", "Muhammad Rasheed", "phonetic"),
    ("Sergey Ivanoff", "Иванов Сергей", "phonetic"),
    ("Northfeild Mutual", "Northfield Mutual", "phonetic"),
    ("Ada Grandle", "Ada Brandle", "spelling"),
    ("John Smithson", "John Smith", "trigram"),
    ("Ada Quill", "Ida Quill", ""),
    ("Ada Quill", "Ada Byron", ""),
    ("Quill", "Ada Quill", ""),
    ("Adaquill", "Ada Quill", ""),
    ("Quill Law Offices", "Ada Quill", ""),
    ("Maria Hernandez", "Mario Fernandez", ""),
    ("James Hall", "Jane Hall", ""),
    ("Kim Park", "Ken Park", ""),
    ("American National Insurance Company", "American Insurance Company", ""),
    ("Northfield Mutual", "Brindle Mutual", ""),
    ("Inc.", "LLC", ""),
    ("Jr.", "Robert Quill Jr.", ""),
    ("...", "...", ""),
    ("", "Ada", ""),
    ("\u200b\u202e", "\u200b", ""),
    ("Unit 12", "Unit 13", ""),
]


@pytest.mark.parametrize(("one", "other", "method"), LIKE)
def test_names_are_taken_for_one_or_not(one: str, other: str, method: str) -> None:
    ours, theirs = read_name(one), read_name(other)
    found, back = compare(ours, theirs), compare(theirs, ours)
    assert (found.method if found else "") == method, found
    assert (found and (found.score, found.method)) == (back and (back.score, back.method))
    assert found is None or (70 <= found.score <= 100 and found.why)


@pytest.mark.parametrize(
    ("one", "other", "method"), [case for case in LIKE if case[2] and case[2] != "trigram"]
)
def test_what_is_taken_for_one_is_found_by_a_key(one: str, other: str, method: str) -> None:
    """Or else by the trigrams of PostgreSQL, which this test leaves out."""
    shared = set(index_keys(read_name(one))) & set(index_keys(read_name(other)))
    assert shared or method == "spelling"


def test_the_surer_the_likeness_the_higher_the_score() -> None:
    pairs = ["Ada Quíll", "Quill, Ada", "Ada B. Quill", "Adah Quil"]
    scores = [found.score for each in pairs if (found := compare(read_name("Ada Quill"), read_name(each)))]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == len(pairs)


def test_a_text_of_5000_characters_costs_nothing() -> None:
    began = time.process_time()
    long = read_name("Quill Byron " * 420)
    assert len(index_keys(long)) < 100
    compare(long, long)
    assert time.process_time() - began < 0.1


def test_keys_hold_no_blank() -> None:
    """They are handed to PostgreSQL as one text, parted by blanks."""
    assert all(" " not in key and key for each in LIKE for key in index_keys(read_name(each[0])))
