"""A client that is a process of its own, on its journey against a server of this process with workers beside it."""

import json
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from claimback.demo.letters.build import letter_path
from tests.firms import TestFirm
from tests.live import live_server
from tests.whole_case.steps import Workers


def drive(command: Sequence[str | Path], law: TestFirm, workers: Workers) -> None:
    """Run `command` with site, firm, token, letter and exhibit behind it, and hold what it tells to what is known."""
    letters = [letter_path(name) for name in ("denial", "imaging_report")]
    with live_server() as site:
        client = subprocess.Popen(
            [*command, site, law.slug, law.tokens["attorney"], *letters],
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
