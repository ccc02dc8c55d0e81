"""What a foreign PDF brings beside its pages, and how it is kept out: scripts, actions, files, fields, notes, layers.

Only pages are taken over into a packet, and of a page only what is displayed. What a person would see on paper stays:
the entries of a form and marks that are printed become part of the page before their fields and notes go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from letters.writing.packet.plan import ExhibitRefused

_OF_PAGE: Final = frozenset(
    ["/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group"]
)
_BESIDE: Final = ("/Metadata", "/PieceInfo", "/AF", "/Alternates", "/OPI", "/Ref", "/Thumb", "/LastModified")
"""What hangs on pictures, forms and fonts and is not displayed: other pictures and whole files among it."""

_DEPTH: Final = 12
_SCRIPTS: Final = "scripts"
_ACTIONS: Final = "actions"
_FILES: Final = "attached files"
_FIELDS: Final = "form fields (their entries stay, printed)"
_NOTES: Final = "comments and links (printed marks stay)"
_LAYERS: Final = "hidden layers"
_DESCRIPTION: Final = "document properties"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was found beside the pages; whether pages look the same by other means; pages that have hidden layers."""

    removed: tuple[str, ...]
    flattened: bool
    layered: frozenset[int]


def opened(source: Any) -> pikepdf.Pdf:
    """A PDF from a path or a file. Raises ExhibitRefused for one that is encrypted, broken or has no page."""
    try:
        document = pikepdf.open(source, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise ExhibitRefused(
            "damaged", "the file is not a readable PDF. Print or scan it to PDF again."
        ) from error
    try:
        if document.is_encrypted:
            raise _encrypted()
        if not len(document.pages):
            raise ExhibitRefused("no_pages", "the PDF has no page. Attach the complete file.")
    except (pikepdf.PdfError, RuntimeError) as error:
        document.close()
        raise ExhibitRefused(
            "damaged", "the PDF's pages can't be read. Print or scan it to PDF again."
        ) from error
    except ExhibitRefused:
        document.close()
        raise
    return document


def _encrypted() -> ExhibitRefused:
    return ExhibitRefused("encrypted", "the PDF is encrypted. Attach a copy without a password.")


def clean(document: pikepdf.Pdf) -> Cleaned:
    """Rid the pages of an open PDF of all that is not displayed on them. The file itself is not touched.

    Raises ExhibitRefused for a form whose pages exist only in the program that fills it.
    """
    root = document.Root
    form = root.get("/AcroForm")
    if root.get("/NeedsRendering") and form is not None and "/XFA" in form:
        raise ExhibitRefused(
            "xfa_form",
            "it is a form that only Adobe's own reader can show (XFA). Open it there and print it to PDF.",
        )
    removed = set(_beside_pages(document))
    annotated = [page for page in document.pages if "/Annots" in page.obj]
    layered = _layered(document)
    flattened = _flatten(document, form, annotated, removed)
    for page in document.pages:
        obj = page.obj
        if "/AA" in obj:
            removed.add(_ACTIONS)
        for key in [key for key in obj.keys() if key not in _OF_PAGE]:  # noqa: SIM118 - a PDF's dictionary
            del obj[key]
    for thing in document.objects:
        if isinstance(thing, Stream):
            for key in _BESIDE:
                if key in thing:
                    del thing[key]
    _leave_pages(document)
    if layered:
        removed.add(_LAYERS)
    elif "/OCProperties" in document.Root:
        del document.Root["/OCProperties"]
    return Cleaned(tuple(sorted(removed)), flattened, layered)


def _leave_pages(document: pikepdf.Pdf) -> None:
    """Take away what the open PDF has beside its pages: what is no page's any more is not written when it is saved.

    Which layers are shown is said there too, and stays while a page depends on it.
    """
    root = document.Root
    for key in [key for key in root.keys() if key not in ("/Type", "/Pages", "/OCProperties")]:  # noqa: SIM118
        del root[key]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]


def _beside_pages(document: pikepdf.Pdf) -> Iterator[str]:
    """What the document has beside its pages; none of it is taken over, for only pages are."""
    root = document.Root
    names = root.get("/Names", Dictionary())
    if "/JavaScript" in names:
        yield _SCRIPTS
    if "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root:
        yield _FILES
    opening = root.get("/OpenAction")
    if isinstance(opening, Dictionary):
        yield _SCRIPTS if opening.get("/S") == Name.JavaScript else _ACTIONS
    if "/AA" in root:
        yield _ACTIONS
    if "/Metadata" in root or "/Info" in document.trailer:
        yield _DESCRIPTION


def _flatten(
    document: pikepdf.Pdf, form: Object | None, annotated: list[pikepdf.Page], removed: set[str]
) -> bool:
    """Make what fields and marks print a part of their pages. True where a page may be drawn by other means now."""
    marks = False
    for page in annotated:
        for note in page.obj.Annots:
            if not isinstance(note, Dictionary):
                continue
            kind = note.get("/Subtype")
            removed.add(_FIELDS if kind == Name.Widget else _FILES if kind == Name.FileAttachment else _NOTES)
            marks = marks or (kind != Name.Link and ("/AP" in note or kind == Name.Widget))
            action = note.get("/A")
            if isinstance(action, Dictionary) and action.get("/S") in (Name.JavaScript, Name.Launch):
                removed.add(_SCRIPTS if Name.JavaScript == action.S else _ACTIONS)
    if form is not None:
        removed.add(_FIELDS)
        if form.get("/NeedAppearances"):
            document.generate_appearance_streams()
    if marks:
        document.flatten_annotations("print")
    return marks


def _layered(document: pikepdf.Pdf) -> frozenset[int]:
    """The pages, from 0, that have something on a layer which is not shown."""
    layers = document.Root.get("/OCProperties")
    if layers is None:
        return frozenset()
    shown = layers.get("/D", Dictionary())
    hidden = {group.objgen for group in shown.get("/OFF", Array())}
    if shown.get("/BaseState") == Name.OFF:
        on = {group.objgen for group in shown.get("/ON", Array())}
        hidden |= {group.objgen for group in layers.get("/OCGs", Array())} - on
    if not hidden:
        return frozenset()
    return frozenset(number for number, page in enumerate(document.pages) if _shows_any(page, hidden))


def _shows_any(page: pikepdf.Page, hidden: set[tuple[int, int]]) -> bool:
    resources = page.resources
    return _uses(resources, hidden, _DEPTH) or any(
        _is_hidden(note.get("/OC"), hidden)
        for note in page.obj.get("/Annots", Array())
        if isinstance(note, Dictionary)
    )


def _uses(resources: Object, hidden: set[tuple[int, int]], depth: int) -> bool:
    """Whether something drawn with these resources is on a hidden layer; in doubt, where forms nest too deep, yes."""
    if depth == 0:
        return True
    if any(_is_hidden(one, hidden) for one in dict(resources.get("/Properties", Dictionary())).values()):
        return True
    for drawn in dict(resources.get("/XObject", Dictionary())).values():
        if _is_hidden(drawn.get("/OC"), hidden):
            return True
        inner = drawn.get("/Resources")
        if inner is not None and _uses(inner, hidden, depth - 1):
            return True
    return False


def _is_hidden(layer: Object | None, hidden: set[tuple[int, int]]) -> bool:
    """Whether a layer, or one of those that a condition on layers names, is hidden."""
    if not isinstance(layer, Dictionary):
        return False
    named = layer.get("/OCGs")
    groups = [layer, *(named if isinstance(named, Array) else [named] if named is not None else [])]
    return any(group.objgen in hidden for group in groups)
