"""``guyline/diagnostics``: what the client knows to be wrong in a document, for prompts.

The protocol brings diagnostics from servers to clients only, so this notification is
Guyline's own. It has the parameters of ``textDocument/publishDiagnostics`` and goes the
other way: ``{uri, version?, diagnostics}``, all that is wrong in a document that is open,
in place of what was said before. The lines are those of ``version``; where there is none,
of the text as the server has it then. Errors and warnings are taken, not hints.

Nothing in it stops anything: what is not as it should be is left out, and logged as a
number.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guyline.features import Problem

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

METHOD = "guyline/diagnostics"

_log = logging.getLogger(__name__)

_READ = 1000
"""Diagnostics of one notification that are looked at."""

_LONGEST = 4000
"""Characters of a message that are looked at."""

_ERROR, _WARNING, _NONE = 1, 2, 0
"""Severities, as the protocol numbers them; more are not taken."""

_OWN = "guyline"
"""The source of what Guyline itself says."""


def register(server: GuylineServer) -> None:
    """Register the handler."""

    @server.feature(METHOD)
    def diagnostics(params: Any) -> None:  # noqa: ANN401 - pygls puts the server for an object
        said = read(params)
        if said is None:
            _log.warning("%s takes uri, version and diagnostics; one had others", METHOD)
            return
        if said.wrong:
            _log.warning("%d diagnostics were left out: not as the protocol says", said.wrong)
        document = server.session.documents.get(said.uri)
        if document is not None:
            server.session.told(document, said.problems, said.version)


@dataclass(frozen=True, slots=True)
class Said:
    """What a client said of a document.

    Attributes:
        uri: The document.
        version: The version that the lines are of; None where it is not said.
        problems: Errors first, then warnings.
        wrong: How many diagnostics are not as the protocol says.
    """

    uri: str
    version: int | None
    problems: tuple[Problem, ...]
    wrong: int = 0


def read(params: object) -> Said | None:
    """Read the parameters, which may be any JSON; None where they are something else."""
    if not isinstance(params, Mapping):
        return None
    uri, version = params.get("uri"), params.get("version")
    diagnostics = params.get("diagnostics")
    if not isinstance(uri, str) or not isinstance(diagnostics, list):
        return None
    if version is not None and not _is_number(version):
        return None  # lines of nobody knows which text
    parsed = [_problem(each) for each in diagnostics[:_READ]]
    found = [each for each in parsed if each is not None]
    problems = [each for severity in (_ERROR, _WARNING) for own, each in found if own == severity]
    return Said(uri, version, tuple(problems), len(parsed) - len(found))


def _problem(diagnostic: object) -> tuple[int, Problem] | None:
    """The severity of a diagnostic, and what it says; None where it is none."""
    if not isinstance(diagnostic, Mapping):
        return None
    line = _within(_within(diagnostic.get("range"), "start"), "line")
    message = diagnostic.get("message")
    if isinstance(message, Mapping):  # marked up, as later versions of the protocol allow
        message = message.get("value")
    severity = diagnostic.get("severity", _ERROR)
    if not (_is_number(line) and _is_number(severity) and isinstance(message, str)):
        return None
    return _NONE if _is_own(diagnostic) else severity, Problem(line, message[:_LONGEST])


def _within(data: object, key: str) -> Any:  # noqa: ANN401 - any JSON
    return data.get(key) if isinstance(data, Mapping) else None


def _is_number(value: object) -> bool:
    """Whether a value is a whole number from 0 on; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_own(diagnostic: Mapping[str, Any]) -> bool:
    source = diagnostic.get("source")
    return isinstance(source, str) and source.casefold() == _OWN
