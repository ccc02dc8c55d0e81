"""Spectral finds nothing to complain of in the OpenAPI document, its examples among it.

Its packages are asked for once, by `npm ci --prefix tests/clients`; the suite itself fetches nothing.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import openapi

HERE = Path(__file__).parent
SPECTRAL = HERE / "node_modules" / ".bin" / "spectral"


@pytest.mark.slow  # node reads two megabytes
@pytest.mark.skipif(not shutil.which("node"), reason="node is missing: install Node.js 20 or later")
@pytest.mark.skipif(not SPECTRAL.exists(), reason="no packages of npm: npm ci --prefix tests/clients")
def test_the_document_is_linted(tmp_path: Path) -> None:
    document = tmp_path / "openapi.yaml"
    document.write_text(openapi.text())
    rules: list[str | Path] = ["--ruleset", HERE / ".spectral.yaml", "--fail-severity", "warn"]
    linted = subprocess.run(
        [SPECTRAL, "lint", document, *rules], cwd=HERE, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
