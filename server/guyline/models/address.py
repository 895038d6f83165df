"""Where a model is served, and what a person said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """Where a model is served.

    Attributes:
        url: The base URL, ending in ``/v1`` or whatever the server uses.
        key: The key, never shown in a representation; empty for none.
        model: The model's name there; empty: the first one the server lists.
        kind: One of :data:`guyline.models.servers.KINDS`, or ``auto`` to find out.
        fim: How the text after the cursor is shown: ``auto``, ``off``, or the name of a
            template (:mod:`guyline.models.infilling`).
        chat: Whether the model is asked as one asks an assistant: ``auto`` (where there is
            no other way), ``on`` or ``off``.
        ca_bundle: A file of certificates to trust beside the system's; empty for none.
    """

    url: str
    key: str = field(default="", repr=False)
    model: str = ""
    kind: str = "auto"
    fim: str = "auto"
    chat: str = "auto"
    ca_bundle: str = ""

    @property
    def host(self) -> str:
        """The host's name, in lower case; empty where the URL has none."""
        return urlsplit(self.url).hostname or ""

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine, where proxies have no business."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    @property
    def public(self) -> str:
        """The URL without what may be secret in it: user, password and query."""
        parts = urlsplit(self.url)
        return parts._replace(
            netloc=parts.netloc.rpartition("@")[2], query="", fragment=""
        ).geturl()

    @property
    def root(self) -> str:
        """What stands before ``/v1``: where a server has requests of its own."""
        return self.url.rstrip("/").removesuffix("/v1")
