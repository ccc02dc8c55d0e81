"""The documents that the demonstration uses, built from the Typst sources beside this module.

The PDFs are kept in the repository, so that a demonstration needs no build; `python -m claimback.demo.letters.build`
writes them again, byte for byte. Nothing here is read by the product: these are what an insurer, a doctor and a
postal service would have sent, and every name in them is invented.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import typst

FOLDER = Path(__file__).parent

# Dates are inputs, since a PDF cannot know the day a demonstration is run on; these are the shipped ones.
DEFAULT_INPUTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "denial": {"letter_date": "2026-10-05", "processed_date": "2026-10-02"},
        "final_denial": {
            "letter_date": "2026-11-16",
            "denial_date": "2026-10-05",
            "appeal_received": "2026-10-19",
        },
        "return_receipt": {
            "delivered_date": "2026-10-19",
            "tracking_number": "0000 0000 0000 0000 0142",
        },
        "treating_physician_letter": {"letter_date": "2026-10-12"},
        "imaging_report": {"addendum_date": "2026-10-09"},
    }
)

# The creation time written into each file: fixed, so that equal sources give equal bytes.
_BUILT_AT = datetime(2026, 1, 1, tzinfo=UTC)


def build_letter(name: str, *, inputs: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The PDF of one document; `inputs` replace its default dates (ISO) and tracking number.

    Raises KeyError, naming the choices, for a document or an input that does not exist. The result depends on the
    arguments and the installed typst alone: only the fonts inside its wheel are used.
    """
    if name not in DEFAULT_INPUTS:
        raise KeyError(f"no document named {name!r}; there are {', '.join(DEFAULT_INPUTS)}")
    defaults = DEFAULT_INPUTS[name]
    if unknown := sorted(set(inputs) - set(defaults)):
        raise KeyError(f"{name} has no input {', '.join(unknown)}; it has {', '.join(defaults)}")
    compiler = typst.Compiler(
        FOLDER / f"{name}.typ",
        root=FOLDER,
        ignore_system_fonts=True,
        sys_inputs={**defaults, **inputs},
    )
    pdf = compiler.compile(format="pdf", timestamp=_BUILT_AT)
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for {name}, not one PDF")
    return pdf


def letter_path(name: str) -> Path:
    """Where the built PDF of a document is kept. Raises KeyError if there is no such document."""
    if name not in DEFAULT_INPUTS:
        raise KeyError(f"no document named {name!r}; there are {', '.join(DEFAULT_INPUTS)}")
    return FOLDER / f"{name}.pdf"


def main() -> None:
    """Write every document's PDF beside its source."""
    for name in DEFAULT_INPUTS:
        letter_path(name).write_bytes(build_letter(name))


if __name__ == "__main__":
    main()
