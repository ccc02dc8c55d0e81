"""Sealing one value: what is stored, what opens, and what does not."""

from dataclasses import replace
from datetime import date

import pytest

from claimback.kernel.ids import new_id
from claimback.vault.envelope import (
    DataKey,
    Place,
    Unopenable,
    mask_of,
    new_secret,
    open_envelope,
    seal,
    take_apart,
)
from claimback.vault.kinds import HIDDEN, KINDS, compared, last_four
from claimback.vault.sealed import Sealed

KEY = DataKey(3, new_secret())
PLACE = Place(new_id(), "cases_policy", "number", new_id())
PLAIN = b"ZQ-448-21-7765"


def sealed(normalised: bytes | None = b"ZQ448217765") -> bytes:
    return seal(KEY, PLACE, PLAIN, mask="•••• 7765", normalised=normalised)


@pytest.mark.parametrize("normalised", [None, b"ZQ448217765"])
def test_what_was_sealed_opens_in_its_place_and_shows_only_its_mask(normalised):
    stored = sealed(normalised=normalised)
    envelope = take_apart(stored)
    assert open_envelope(KEY, PLACE, envelope) == PLAIN
    assert (envelope.version, mask_of(stored)) == (3, "•••• 7765")
    assert PLAIN not in stored
    assert b"ZQ448217765" not in stored
    assert sealed(normalised=normalised) != stored, "sealed twice, it is never the same"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"row_id": new_id()},
        {"firm_id": new_id()},
        {"column": "member_number"},
        {"table": "cases_client"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_moved_it_does_not_open_and_the_error_names_the_place_alone(elsewhere):
    place = replace(PLACE, **elsewhere)
    with pytest.raises(Unopenable) as refused:
        open_envelope(KEY, place, take_apart(sealed()))
    assert str(place.row_id) in str(refused.value)
    assert f"{place.table}.{place.column}" in str(refused.value)
    assert "7765" not in str(refused.value)


def test_no_byte_of_it_can_be_changed():
    stored = sealed()
    for index in range(len(stored)):
        changed = bytearray(stored)
        changed[index] ^= 1
        with pytest.raises(Unopenable):
            open_envelope(KEY, PLACE, take_apart(bytes(changed)))


@pytest.mark.parametrize("stored", [b"", b"\x09", b"\x01\x00", b"\x02" + b"\0" * 30, b"Plain text"])
def test_what_is_no_sealed_value_is_said_to_be_none(stored):
    with pytest.raises(Unopenable):
        take_apart(stored)


def test_the_blind_index_is_of_one_column_under_one_key():
    index = KEY.index("cases_policy", "number", b"X1")
    assert index == DataKey(9, KEY.secret).index("cases_policy", "number", b"X1")
    others = [
        KEY.index("cases_policy", "member_number", b"X1"),
        KEY.index("cases_policy", "number", b"X2"),
        DataKey(3, new_secret()).index("cases_policy", "number", b"X1"),
    ]
    assert len({index, *others}) == 4
    assert {len(found) for found in (index, *others)} == {16}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("987-65-4321", "•••• 4321"),
        ("WXF 4471902-02", "•••• 0202"),
        ("ab12-34cd", "•••• 34CD"),
        ("1234567", HIDDEN),
        ("", HIDDEN),
        ("----------", HIDDEN),
    ],
)
def test_the_mask_shows_four_of_eight_or_more(text, shown):
    assert last_four(text) == shown


def test_numbers_are_compared_by_their_letters_and_digits():
    assert compared(" wxf 4471902-02") == compared("WXF447190202") == "WXF447190202"


@pytest.mark.parametrize(
    ("kind", "text", "fine"),
    [
        ("nine_digits", "987-65-4321", True),
        ("nine_digits", "98-7650001", True),
        ("nine_digits", "987654321", True),
        ("nine_digits", "98765432", False),
        ("nine_digits", "987-65-432a", False),
        ("nine_digits", "•••• 4321", False),
        ("number", "•••• 7765", False),
        ("number", "anything at all", True),
        ("prose", "••••", False),
    ],
)
def test_a_value_is_checked_without_being_repeated(kind, text, fine):
    problem = KINDS[kind].problem(text)
    assert (problem == "") is fine
    assert text not in problem


def test_nothing_that_python_prints_shows_a_value_or_a_key():
    typed = Sealed.of_value(KINDS["nine_digits"], "987-65-4321")
    born = Sealed.of_value(KINDS["date"], date(1961, 7, 23))
    assert (str(typed), f"{typed}", repr(typed)) == ("•••• 4321", "•••• 4321", "<Sealed •••• 4321>")
    assert str(born) == HIDDEN
    assert repr(KEY) == "DataKey(version=3)"
    with pytest.raises(TypeError) as refused:
        Sealed.of_value(KINDS["date"], "1961-07-23")
    assert "1961" not in str(refused.value)
