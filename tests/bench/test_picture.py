"""The picture of growth: well-formed, a line for each firm, and flat where the figures are."""

from xml.etree import ElementTree

from claimback.bench.picture import Line, Panel, picture

SVG = "{http://www.w3.org/2000/svg}"


def test_a_line_is_flat_where_its_figures_are_and_climbs_where_they_climb() -> None:
    panel = Panel("Wait, ms", [Line("large & old", [3.0, 3.0, 3.0]), Line("small", [1.0, 2.0, 4.0])])
    drawn = ElementTree.fromstring(picture("Growth", [10_000, 100_000, 1_000_000], [panel, panel]))
    lines = [line.attrib["points"].split() for line in drawn.iter(f"{SVG}polyline")]
    assert len(lines) == 4
    across = [float(point.split(",")[0]) for point in lines[0]]
    assert across[1] - across[0] == across[2] - across[1]
    flat, climbing = ([float(point.split(",")[1]) for point in line] for line in lines[:2])
    assert len(set(flat)) == 1
    assert climbing[0] > climbing[1] > climbing[2]
    said = [text.text for text in drawn.iter(f"{SVG}text")]
    assert {"10 k", "100 k", "1 M", "large & old"} <= set(said)
