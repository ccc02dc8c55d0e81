"""What is done to a chain is found and named: the check itself, without a database."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from claimback.audit.verify import Anchor, Link, link_digest, verify_chain
from claimback.kernel.ids import new_id


def made(length: int) -> list[Link]:
    """A whole chain."""
    links, previous = [], b""
    for number in range(1, length + 1):
        entry = sha256(f"entry {number}".encode()).digest()
        previous = link_digest(previous, entry)
        links.append(Link(new_id(), number, entry, previous, entry))
    return links


WHOLE = made(12)
FORGED = sha256(b"forged").digest()


def without(*numbers: int) -> list[Link]:
    return [link for link in WHOLE if link.number not in numbers]


def at(number: int, **changes: object) -> list[Link]:
    return [replace(link, **changes) if link.number == number else link for link in WHOLE]  # type: ignore[arg-type]


def renumbered(links: list[Link]) -> list[Link]:
    return [replace(link, number=number) for number, link in enumerate(links, 1)]


def relinked(links: list[Link], first: int) -> list[Link]:
    """As an owner would write the chain anew from a number on."""
    kept = links[: first - 1]
    for link in links[first - 1 :]:
        kept.append(replace(link, digest=link_digest(kept[-1].digest, link.entry_digest)))
    return kept


def order(*numbers: int) -> list[Link]:
    return renumbered([WHOLE[number - 1] for number in numbers])


def swapped(one: int, other: int) -> list[Link]:
    numbers = list(range(1, 13))
    numbers[one - 1], numbers[other - 1] = other, one
    return order(*numbers)


def unsealed(number: int) -> Link:
    return replace(WHOLE[number - 1], number=None, entry_digest=b"", digest=b"")


EXTRA = Link(new_id(), None, b"", b"", FORGED)
SEALED = Link(new_id(), 6, FORGED, sha256(b"no link").digest(), FORGED)
FITTED = replace(SEALED, digest=link_digest(WHOLE[4].digest, FORGED))

TAMPERINGS: dict[str, tuple[list[Link], list[tuple[str, int | None]]]] = {
    "nothing": (WHOLE, []),
    "no chain at all": ([], []),
    "an entry is changed": (at(5, found=FORGED), [("changed", 5)]),
    "an entry and its digest in the seal": (at(5, found=FORGED, entry_digest=FORGED), [("broken", 5)]),
    "an entry with its seal made to fit": (
        at(5, found=FORGED, entry_digest=FORGED, digest=link_digest(WHOLE[3].digest, FORGED)),
        [("broken", 6)],
    ),
    "an entry is removed": (at(5, found=None), [("removed_entry", 5)]),
    "the first and the last entry": (
        [replace(link, found=None) if link.number in (1, 12) else link for link in WHOLE],
        [("removed_entry", 1), ("removed_entry", 12)],
    ),
    "a seal is removed": ([*without(5), unsealed(5)], [("removed_seal", 5)]),
    "an entry with its seal": (without(5), [("removed_seal", 5)]),
    "the first with its seal": (without(1), [("removed_seal", 1)]),
    "several with their seals": (without(3, 4, 9), [("removed_seal", 3), ("removed_seal", 9)]),
    "one with its seal, the rest renumbered": (renumbered(without(5)), [("broken", 5)]),
    "a seal's digest is changed": (at(5, digest=FORGED), [("changed_seal", 5)]),
    "an entry is put in": ([*WHOLE, EXTRA], [("inserted", None)]),
    "an entry with a seal": (renumbered([*WHOLE[:5], SEALED, *WHOLE[5:]]), [("inserted", 6)]),
    "an entry with a seal that fits": (renumbered([*WHOLE[:5], FITTED, *WHOLE[5:]]), [("inserted", 6)]),
    "two are swapped": (swapped(4, 9), [("reordered", 4), ("reordered", 9)]),
    "two neighbours": (swapped(4, 5), [("reordered", 4), ("reordered", 5)]),
    "the first two": (swapped(1, 2), [("reordered", 1), ("reordered", 2)]),
    "the first and the last": (swapped(1, 12), [("reordered", 1), ("reordered", 12)]),
    "a block moved to the front": (
        order(7, 8, 9, 1, 2, 3, 4, 5, 6, 10, 11, 12),
        [("reordered", 1), ("reordered", 4)],
    ),
    "the numbers jump": (
        [*WHOLE[:5], *(replace(link, number=(link.number or 0) + 100) for link in WHOLE[5:])],
        [("reordered", 106)],
    ),
    "all at once": (
        [*(replace(link, found=FORGED) if link.number == 2 else link for link in swapped(6, 8)), EXTRA],
        [("changed", 2), ("reordered", 6), ("reordered", 8), ("inserted", None)],
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_done_is_named(name: str) -> None:
    links, expected = TAMPERINGS[name]
    verdict = verify_chain(links)
    assert [(problem.kind, problem.number) for problem in verdict.problems] == expected
    assert verdict.links == sum(link.number is not None for link in links)


def test_a_removed_seal_names_the_entry_that_it_sealed() -> None:
    [problem] = verify_chain(
        [
            *without(5),
            unsealed(5),
        ]
    ).problems
    assert problem.entry_id == WHOLE[4].id


def test_a_swap_says_where_each_belongs() -> None:
    first, second = verify_chain(swapped(4, 9)).problems
    assert (first.entry_id, second.entry_id) == (WHOLE[8].id, WHOLE[3].id)
    assert ("number 9" in first.detail, "number 4" in second.detail) == (True, True)


ANCHOR = Anchor(10, WHOLE[9].digest)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (WHOLE, []),
        (WHOLE[:10], []),
        (WHOLE[:9], [("truncated", 10)]),
        ([], [("truncated", 1)]),
        (relinked(at(5, found=FORGED, entry_digest=FORGED), 5), [("rewritten", 10)]),
        (relinked(renumbered(without(5)), 5), [("rewritten", 10)]),
    ],
)
def test_what_the_chain_alone_can_t_show_an_anchor_does(
    links: list[Link], expected: list[tuple[str, int]]
) -> None:
    assert verify_chain(links).problems == []
    assert [(problem.kind, problem.number) for problem in verify_chain(links, ANCHOR).problems] == expected


def test_what_is_done_behind_the_anchor_is_found_by_the_chain_or_not_at_all() -> None:
    assert verify_chain(relinked(at(11, found=FORGED, entry_digest=FORGED), 11), ANCHOR).problems == []


@pytest.mark.parametrize("shuffle", [lambda n: n - 1, lambda n: (n * 7) % 5000])
def test_a_whole_chain_shuffled_is_found_in_good_time(shuffle: Callable[[int], int]) -> None:
    links = made(5000)
    order = renumbered([links[shuffle(n) % 5000] for n in range(5000)])
    assert verify_chain(order).problems
