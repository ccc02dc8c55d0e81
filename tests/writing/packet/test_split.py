"""A packet in parts: no page is lost or doubled, exhibits stay whole where they fit, every part keeps its limits."""

import os
from pathlib import Path

import pikepdf
import pytest

from letters.writing.packet.build import build_packet
from letters.writing.packet.plan import Packet, PacketError, Plan
from letters.writing.packet.split import Limits, PartFile, split_packet
from tests.writing.packet.papers import data, exhibit, pdf, plan, texts


def heavy(pages: int, weight: int) -> bytes:
    """A PDF whose pages weigh `weight` bytes each."""
    document = pdf(*("Heavy" for _ in range(pages)))
    for page in document.pages:
        packed = pikepdf.Stream(document, os.urandom(weight))
        page.obj.Resources = pikepdf.Dictionary(
            Font=page.obj.Resources.Font, XObject=pikepdf.Dictionary(X=document.make_indirect(packed))
        )
    return data(document)


@pytest.fixture
def built(tmp_path: Path) -> tuple[Plan, Packet]:
    told = plan(
        exhibit(tmp_path, 1, data(pdf("a", "b", "c"))),
        exhibit(tmp_path, 2, data(pdf(*"defghijkl"))),
        exhibit(tmp_path, 3, heavy(4, 150_000)),
    )
    return told, build_packet(told, tmp_path)


def covered(parts: list[PartFile]) -> list[tuple[int, int]]:
    return [(part.first_page, part.last_page) for part in parts]


def whole(packet: Packet, parts: list[PartFile]) -> None:
    """Every page of the packet stands once in the parts, in order, behind a cover each."""
    said = texts(packet.path)
    behind = [
        page
        for part in parts
        for page in texts(part.path)[part.pages - (part.last_page - part.first_page + 1) :]
    ]
    assert behind == said


def test_by_pages_exhibits_stay_whole_where_they_fit(built: tuple[Plan, Packet], tmp_path: Path) -> None:
    told, packet = built
    parts = split_packet(told, packet, Limits(pages=10), tmp_path)
    # letter 1–4, index 5, exhibit 1 6–9, exhibit 2 10–19 (does not fit into one), exhibit 3 20–24
    assert covered(parts) == [(1, 9), (10, 18), (19, 24)]
    assert [part.pages for part in parts] == [10, 10, 7]
    whole(packet, parts)
    cover = " ".join(texts(parts[1].path)[0].split())
    for words in ("Part 2 of 3", "9 pages and this cover", "10–18 of the packet’s 24", "Exhibit 2"):
        assert words.replace("’", "'") in cover.replace("’", "'")
    assert "in part" in cover
    with pikepdf.open(parts[2].path) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "Part 3 of 3",
            "Exhibit 2: Record 2",
            "Exhibit 3: Record 3",
        ]


def test_by_size_every_part_is_within_its_limit(built: tuple[Plan, Packet], tmp_path: Path) -> None:
    told, packet = built
    parts = split_packet(told, packet, Limits(size=420_000), tmp_path)
    assert len(parts) >= 2
    assert all(part.size <= 420_000 and part.size == part.path.stat().st_size for part in parts)
    whole(packet, parts)


def test_within_its_limits_it_is_not_split(built: tuple[Plan, Packet], tmp_path: Path) -> None:
    told, packet = built
    assert split_packet(told, packet, Limits(pages=24, size=packet.size), tmp_path) == []
    assert split_packet(told, packet, Limits(), tmp_path) == []


def test_a_page_that_alone_is_too_large_is_named(built: tuple[Plan, Packet], tmp_path: Path) -> None:
    told, packet = built
    with pytest.raises(PacketError) as caught:
        split_packet(told, packet, Limits(size=140_000), tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.exhibit) == ("page_too_large", 3)
    assert "page 21 of the packet" in problem.message
