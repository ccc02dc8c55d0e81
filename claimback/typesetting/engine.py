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
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

_STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
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


def typeset(source: Path, name: str, data: Mapping[str, Any], *, dated: date) -> bytes:
    """Compile a source file of ours to a PDF that is both PDF/A-2a and PDF/UA-1.

    `data` reaches the source as one JSON string under `name`. The PDF's timestamps are noon UTC of `dated`, so the
    same input gives the same bytes. Raises `RenderError` if the engine refuses.
    """
    stamp = datetime.combine(dated, time(12), tzinfo=UTC)
    try:
        pdf = _compiler().compile(
            input=_read(source),
            format="pdf",
            sys_inputs={name: json.dumps(data)},
            pdf_standards=[*_STANDARDS],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise RenderError(
            f"The document can't be set as an accessible, archivable PDF: {error.message}"
        ) from error
    if not isinstance(pdf, bytes):
        raise RenderError("The engine gave no PDF; the source must make one document.")
    return pdf
