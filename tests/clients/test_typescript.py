"""A client that openapi-typescript generates compiles under --strict, and takes a denied claim to a drafted appeal.

Its packages are asked for once, by `npm ci --prefix tests/clients`; the suite itself fetches nothing.
"""

import json
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from claimback.demo.letters.build import letter_path
from tests import openapi
from tests.firms import TestFirm
from tests.live import live_server
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
    letters = [str(letter_path(name)) for name in ("denial", "imaging_report")]
    with live_server() as site:
        client = subprocess.Popen(
            [NODE, str(journey), site, law.slug, law.tokens["attorney"], *letters],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with client:
            while client.poll() is None:
                workers.work()
                with suppress(subprocess.TimeoutExpired):
                    client.wait(timeout=0.05)
            assert client.stdout is not None
            assert client.stderr is not None
            said, wrong = client.stdout.read(), client.stderr.read()
    assert client.returncode == 0, wrong
    told = json.loads(said)
    assert "erisa-health-first-appeal" in [row["rule"] for row in told["deadlines"]]
    assert told["grounds"] == ["medical_necessity", "experimental_investigational"]
    assert (told["status"], told["decision"], told["letter"]) == ("open", "denied", "draft")
    assert (told["evidence_missing"], told["exhibits"]) == (0, 1)
