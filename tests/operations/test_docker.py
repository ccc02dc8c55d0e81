"""What `docker/` promises: pinned images, nothing to write but where it must, no secret in a file of the repository."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from gunicorn.config import Config

from claimback import gunicorn
from claimback.config import VARIABLES, read
from tests.servers import ROOT

DOCKER = ROOT / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = [
    name
    for name, service in SERVICES.items()
    if str(service["image"]).startswith(("claimback:", "claimback-backup:"))
]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened_and_bounded(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys()
    image = service["image"].partition(":")[2]
    assert image
    assert "latest" not in image
    assert service["networks"]
    assert not service.get("privileged")
    opened = [port for port in service.get("ports", []) if not port.startswith("127.0.0.1:")]
    assert opened == (["80:80", "443:443", "443:443/udp"] if name == "proxy" else [])


def test_two_web_processes_a_worker_beat_and_all_that_they_need():
    assert SERVICES["web"]["deploy"]["replicas"] == 2
    assert {"worker", "beat", "watchdog", "mail-in", "migrate", "backup", "proxy"} <= SERVICES.keys()
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert all("out" not in SERVICES[name]["networks"] for name in ("postgres", "valkey", "s3", "migrate"))


@pytest.mark.parametrize("name", OURS)
def test_secrets_of_the_application_are_files_and_known(name):
    known = {variable.name: variable for variable in VARIABLES}
    service = SERVICES[name]
    of_gunicorn = {"WEB_CONCURRENCY"}
    for variable, value in service["environment"].items():
        plain = variable.removesuffix("_FILE")
        assert plain in known or variable in of_gunicorn, variable
        if variable != plain:
            secret = value.removeprefix("/run/secrets/")
            assert secret in service["secrets"]
            assert secret in COMPOSE["secrets"]
        else:
            assert variable in of_gunicorn or not known[variable].secret, variable
    given = {variable.removesuffix("_FILE") for variable in service["environment"]}
    assert {v.name for v in VARIABLES if v.default is None} <= given, "what must be set is set"


def test_the_commands_are_there():
    commands = {name: SERVICES[name]["command"] for name in OURS if "command" in SERVICES[name]}
    for command in commands.values():
        if command[0] == "python":
            assert any(ROOT.glob(f"**/management/commands/{command[2]}.py")), command
    last = (DOCKER / "Dockerfile").read_text().splitlines()[-1]
    assert '"python:claimback.gunicorn"' in last
    assert last.endswith('"claimback.wsgi"]')


def test_gunicorn_takes_its_file_and_no_secret_is_printed():
    settings = Config()
    given = {name: value for name, value in vars(gunicorn).items() if name in settings.settings}
    for name, value in given.items():
        settings.set(name, value)
    assert given.keys() >= {"worker_class", "threads", "logger_class", "on_starting", "child_exit"}
    secret = "a secret of the environment"
    assert secret not in repr(read({"SECRET_KEY": secret}))


def test_gunicorn_says_itself_that_it_has_these_settings():
    """As the image calls it: a name that gunicorn does not know, or a file that it cannot read, would show here."""
    last = (DOCKER / "Dockerfile").read_text().splitlines()[-1]
    command = [word for word in json.loads(last.removeprefix("CMD ")) if word not in ("gunicorn", "/dev/shm")]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--print-config",
            *(w for w in command if w != "--worker-tmp-dir"),
        ],
        cwd=ROOT,
        env={**os.environ, "WEB_CONCURRENCY": "3"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    said = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    said = {name.strip(): value.strip() for name, value in said.items()}
    for name in ("worker_class", "threads", "keepalive", "graceful_timeout", "control_socket_disable"):
        assert said[name] == str(getattr(gunicorn, name)), name
    assert "JsonLogger" in said["logger_class"]
    assert said["workers"] == "3"


def test_the_dockerfile_has_nothing_that_hadolint_minds():
    done = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), DOCKER / "Dockerfile"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_secrets_are_made_once_and_stay(tmp_path):
    def made() -> dict[str, str]:
        done = subprocess.run(["sh", DOCKER / "secrets.sh"], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}

    first = made()
    assert set(first) == set(COMPOSE["secrets"])
    (tmp_path / "secrets" / "email_url").chmod(0o644)
    assert made() == first
    assert re.fullmatch(r"[0-9a-f]{96}", first["secret_key"])
    assert first["app_password"] in first["database_url"]
    folder = (tmp_path / "secrets").stat().st_mode & 0o777
    assert folder == 0o700
    environment = {f"{name.upper()}_FILE": str(tmp_path / "secrets" / name) for name in first}
    assert read(environment).text("DATABASE_URL") == first["database_url"]


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE cannot be read"),
        ({"SECRET_KEY_FILE": os.devnull, "SECRET_KEY": "x"}, "SECRET_KEY or SECRET_KEY_FILE, not both"),
    ],
)
def test_a_secret_that_cannot_be_read_is_named(environment, complaint):
    with pytest.raises(ValueError, match=complaint):
        read(environment)


def test_a_file_is_for_secrets_alone(tmp_path):
    (tmp_path / "x").write_text("a.example\n")
    found = read({"ALLOWED_HOSTS_FILE": str(tmp_path / "x"), "METRICS_TOKEN_FILE": str(tmp_path / "x")})
    assert found.text("ALLOWED_HOSTS") == "127.0.0.1,localhost"
    assert found.text("METRICS_TOKEN") == "a.example"
