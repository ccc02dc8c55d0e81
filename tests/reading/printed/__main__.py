"""`python -m tests.reading.printed FOLDER OUT`: letters to measure the reading of PDFs and scans with."""

import argparse
from pathlib import Path

from tests.reading.printed import LAYOUTS, print_folder


def main() -> None:
    """Print a folder of labelled letters into another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--layout", choices=LAYOUTS, action="append", help="only this one; may be given again"
    )
    parser.add_argument("--scan", action="store_true", help="pictures: skewed, grained, 200 dpi")
    given = parser.parse_args()
    print_folder(given.folder, given.out, layouts=given.layout or LAYOUTS, scan=given.scan)


if __name__ == "__main__":
    main()
