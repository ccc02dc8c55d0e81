"""A client that openapi-typescript generates compiles under --strict, and takes a denied claim to a drafted appeal.

Its packages are asked for once, by `npm ci --prefix tests/clients`; the suite itself fetches nothing.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import openapi
from tests.clients.driven import drive
from tests.firms import TestFirm
from tests.whole_case.steps import Workers

HERE = Path(__file__).parent
TOOLS = HERE / "node_modules" / ".bin"
NODE = shutil.which("node") or ""

pytestmark = [
    pytest.mark.slow,  # Two megabytes of types are made and compiled, and node runs against real commits.
    pytest.mark.skipif(not NODE, reason="node is missing: install Node.js 20 or later"),
    pytest.mark.skipif(not TOOLS.exists(), reason="no packages of npm: npm ci --prefix tests/clients"),
]


@pytest.fixture(scope="module")
def journey() -> Path:
    """The journey, compiled against what is generated from this code's document."""
    generated = HERE / "generated"
    generated.mkdir(exist_ok=True)
    (generated / "openapi.yaml").write_text(openapi.text())
    for command in (
        ["openapi-typescript", "generated/openapi.yaml", "--output", "generated/api.ts"],
        ["tsc"],
    ):
        made = subprocess.run(
            [TOOLS / command[0], *command[1:]], cwd=HERE, capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stdout + made.stderr
    return HERE / "built" / "journey.js"


def test_a_denied_claim_is_taken_to_a_drafted_appeal(
    journey: Path, committed_db: str, law: TestFirm, workers: Workers
) -> None:
    drive([NODE, journey], law, workers)
