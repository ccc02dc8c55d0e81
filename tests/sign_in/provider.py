"""A small OpenID Connect provider: discovery, keys, authorization code with PKCE, ID tokens signed with RS256.

It says of its user whatever a test tells it to say.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

CLIENT_ID, CLIENT_SECRET = "claimback-tests", "a-secret-between-two-machines"


@dataclass
class Provider:
    """The provider's state: who is signed in at it, and how it misbehaves."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    signs_with: RSAPrivateKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    broken: str = ""
    secret: str = ""  # with which it signs by HS256, and which it shows as its key
    asked: list[str] = field(default_factory=list)

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Tokens for a code, once, for who proves to be the one who asked for it."""
        if self.broken == "token":
            return 200, {"access_token": "at", "id_token": "no.token.atall"}
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            asked is None
            or form.get("client_secret") != CLIENT_SECRET
            or asked["code_challenge"] != challenge
        ):
            return 400, {"error": "invalid_grant"}
        at = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT_ID, "sub": "person-1", "iat": at, "exp": at + 300}
        if "nonce" in asked:
            claims["nonce"] = asked["nonce"]
        signed = jwt.encode(
            claims | self.claims,
            self.secret or self.signs_with or self.key,
            algorithm="HS256" if self.secret else "RS256",
            headers={"kid": "k1"},
        )
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": signed}

    def document(self, path: str) -> dict[str, Any]:
        """Discovery and keys."""
        self.asked.append(path)
        if self.broken == ("discovery" if path.startswith("/.well-known/") else "keys"):
            return {"nothing": ["of", "use"]}
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if self.secret:
            told = base64.urlsafe_b64encode(self.secret.encode()).rstrip(b"=").decode()
            return {"keys": [{"kty": "oct", "k": told, "kid": "k1", "alg": "HS256"}]}
        shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [shown | {"kid": "k1", "alg": "RS256", "use": "sig"}]}


@contextmanager
def served() -> Iterator[Provider]:
    """A provider that answers on a free port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, provider.document(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _send(self, status: int, body: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(location: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
