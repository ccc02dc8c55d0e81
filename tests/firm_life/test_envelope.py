"""The sealed wrapping: what was written is read, from any place, and nothing that was changed is."""

import io

import pytest

from claimback.firms.archive.envelope import CHUNK, HEADER, TAG, Opening, Sealing, Unopenable

WORDS = "seven grey herons"


def sealed(data: bytes, pieces: int = 1000) -> bytes:
    """The data, sealed in pieces of this size."""
    target = io.BytesIO()
    with Sealing(target, WORDS, cost=4) as sealing:
        for start in range(0, len(data), pieces):
            sealing.write(data[start : start + pieces])
    return target.getvalue()


def opened(data: bytes, words: str = WORDS) -> bytes:
    """All that was sealed."""
    return io.BufferedReader(Opening(io.BytesIO(data), words)).read()


def other_byte(kept: bytes, at: int) -> bytes:
    """With another byte in this place: what is sealed is random, and may be any byte already."""
    return kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_what_is_sealed_opens(size):
    data = bytes(i % 251 for i in range(size))
    kept = sealed(data)
    assert opened(kept) == data
    assert len(kept) == HEADER + size + TAG * max(1, -(-size // CHUNK))


def test_it_is_read_from_any_place():
    data = bytes(i % 251 for i in range(3 * CHUNK + 5))
    reading = io.BufferedReader(Opening(io.BytesIO(sealed(data)), WORDS))
    for place in (CHUNK - 3, 0, 2 * CHUNK + 1, len(data) - 2):
        reading.seek(place)
        assert reading.read(10) == data[place : place + 10]
    assert reading.seek(0, io.SEEK_END) == len(data)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda kept: kept[: HEADER + CHUNK + TAG], "cut off"),
        (lambda kept: kept[:-1], "cut off"),
        (lambda kept: kept[: HEADER + 3], "cut off"),
        (lambda kept: kept[: HEADER - 2], "damaged"),
        (lambda kept: b"x" + kept[1:], "no sealed archive"),
        (lambda kept: other_byte(kept, HEADER - 1), "passphrase"),
        (lambda kept: other_byte(kept, HEADER + 5), "passphrase"),
        (lambda kept: other_byte(kept, HEADER + CHUNK + TAG + 5), "Chunk 1"),
        (lambda kept: kept + b"xxxxxxxxxxxxxxxxxxxxxxxxxx", "end was changed"),
        (
            lambda kept: (
                kept[: HEADER + CHUNK + TAG]
                + kept[HEADER + 2 * (CHUNK + TAG) : HEADER + 3 * (CHUNK + TAG)]
                + kept[HEADER + CHUNK + TAG : HEADER + 2 * (CHUNK + TAG)]
                + kept[HEADER + 3 * (CHUNK + TAG) :]
            ),
            "Chunk 1",
        ),
    ],
    ids=[
        "last chunks",
        "last byte",
        "few bytes",
        "head",
        "magic",
        "prefix",
        "first",
        "second",
        "more",
        "swapped",
    ],
)
def test_what_was_changed_does_not_open(harm, words):
    kept = sealed(bytes(3 * CHUNK + 100))
    with pytest.raises(Unopenable, match=words):
        opened(harm(kept))


def test_another_passphrase_does_not_open():
    with pytest.raises(Unopenable, match="passphrase is another one"):
        opened(sealed(b"words"), "seven gray herons")


def test_two_files_of_one_passphrase_have_nothing_in_common():
    first, second = sealed(b"the same"), sealed(b"the same")
    assert first[HEADER:] != second[HEADER:]


def test_a_head_that_asks_for_too_much_memory_is_refused():
    kept = bytearray(sealed(b"words"))
    kept[20] = 40
    with pytest.raises(Unopenable, match="damaged"):
        opened(bytes(kept))
