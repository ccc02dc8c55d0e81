"""The typst engine, kept warm: compiles sources of ours with data that can't become markup.

What a page contains is decided by whoever has the source: letters, the docket.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

import typst

Archive = Literal["a-2a", "a-3a"]
"""PDF/A-2a, or PDF/A-3a for a document that carries files."""

NO_FILES: Final[Mapping[str, bytes]] = {}
_ROOTS_KEPT: Final = 64
_local = threading.local()
_engine = {"used": False, "lost": False}


def _after_fork() -> None:
    _engine["lost"] = _engine["used"]


os.register_at_fork(after_in_child=_after_fork)


class RenderError(ValueError):
    """The engine refused the document; the message says what to change."""


@cache
def _read(source: Path) -> bytes:
    return source.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@cache
def _empty_root() -> str:
    """The only folder the engine may read and look for packages in: an empty one."""
    root = tempfile.mkdtemp(prefix="claimback-typst-")
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root


def _compiler() -> typst.Compiler:
    """This thread's compiler. A compiler is not shared: it holds the inputs of its latest run.

    The engine's thread pool does not survive a fork: a child of a process that has rendered would wait for ever, so
    it is refused instead. Workers that fork first and render then are not concerned.
    """
    if _engine["lost"]:
        raise RenderError("This process was forked from one that had rendered. Render in the workers only.")
    _engine["used"] = True
    if not hasattr(_local, "compiler"):
        root = _empty_root()
        _local.compiler = typst.Compiler(
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            package_path=root,
            package_cache_path=root,
        )
    compiler: typst.Compiler = _local.compiler
    return compiler


@lru_cache(maxsize=_ROOTS_KEPT)
def _root_of(files: tuple[tuple[str, bytes], ...]) -> str:
    """A folder with these files and no more, which the engine may read while it compiles what they belong to."""
    digest = sha256()
    for name, data in files:
        digest.update(f"{name} {len(data)} ".encode() + data)
    root = Path(_roots()) / f"{os.getpid()}-{digest.hexdigest()[:32]}"
    root.mkdir(exist_ok=True)
    for name, data in files:
        (root / Path(name).name).write_bytes(data)
    return str(root)


@cache
def _roots() -> str:
    folder = tempfile.mkdtemp(prefix="claimback-typst-files-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def typeset(
    source: Path,
    name: str,
    data: Mapping[str, Any],
    *,
    dated: date,
    files: Mapping[str, bytes] = NO_FILES,
    archive: Archive = "a-2a",
) -> bytes:
    """Compile a source file of ours to a PDF that is both PDF/A and PDF/UA-1.

    `data` reaches the source as one JSON string under `name`; `files`, such as a logo, by their plain names in the
    root. The PDF's timestamps are noon UTC of `dated`, so the same input gives the same bytes. Raises `RenderError` if
    the engine refuses.
    """
    stamp = datetime.combine(dated, time(12), tzinfo=UTC)
    pdf = _compiled(source, name, data, files, format="pdf", pdf_standards=[archive, "ua-1"], timestamp=stamp)
    if not isinstance(pdf, bytes):
        raise RenderError("The engine gave no PDF; the source must make one document.")
    return pdf


def picture(
    source: Path,
    name: str,
    data: Mapping[str, Any],
    *,
    dated: date,
    files: Mapping[str, bytes] = NO_FILES,
    dots_per_inch: int = 96,
) -> list[bytes]:
    """As `typeset`, each page as a PNG. Raises `RenderError` if the engine refuses."""
    stamp = datetime.combine(dated, time(12), tzinfo=UTC)
    pages = _compiled(source, name, data, files, format="png", ppi=float(dots_per_inch), timestamp=stamp)
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compiled(
    source: Path, name: str, data: Mapping[str, Any], files: Mapping[str, bytes], **how: Any
) -> bytes | list[bytes]:
    root = _root_of(tuple(sorted(files.items()))) if files else _empty_root()
    try:
        made: bytes | list[bytes] | None = _compiler().compile(
            input=_read(source), root=root, sys_inputs={name: json.dumps(data)}, **how
        )
    except typst.TypstError as error:
        raise RenderError(
            f"The document can't be set as an accessible, archivable PDF: {error.message}"
        ) from error
    if made is None:
        raise RenderError("The engine gave nothing; the source must make one document.")
    return made
