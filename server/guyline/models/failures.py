"""The client library's exceptions, turned into errors a person can act on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from guyline.errors import (
    EndpointDown,
    EndpointSlow,
    KeyRefused,
    ModelError,
    ModelMissing,
    RequestRefused,
    StreamBroken,
)
from guyline.settings import KEY_VARIABLE

if TYPE_CHECKING:
    import openai

REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses that send a request on."""


@contextmanager
def failures(url: str, but: tuple[int, ...] = ()) -> Iterator[None]:
    """Turn what the client raises about ``url`` into a :class:`ModelError`.

    Args:
        url: What the endpoint is called; nothing in it is secret.
        but: Statuses that the caller looks at itself.
    """
    import httpx2
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise EndpointSlow(f"{url} did not answer in time", "Is the server busy?") from error
    except openai.APIStatusError as error:
        if error.status_code in but:
            raise
        raise refused(url, error) from error
    except openai.APIConnectionError as error:
        raise _down(url, error) from error
    except openai.APIResponseValidationError as error:
        raise _no_stream(url) from error
    except openai.APIError as error:
        said = " ".join(str(error.message).split())[:200]
        raise StreamBroken(f"{url} ended its answer: {said}", "Look at the server's log") from error
    except httpx2.TimeoutException as error:
        raise EndpointSlow(f"{url} stopped sending", "Is the server busy?") from error
    except (
        httpx2.HTTPError,
        httpx2.InvalidURL,
        json.JSONDecodeError,
        UnicodeDecodeError,
        AttributeError,  # the client builds its objects unchecked: a wrong shape shows late
        TypeError,
    ) as error:
        raise _no_stream(url) from error


def early(error: openai.APIError) -> openai.APIStatusError | None:
    """A refusal that is told by an answer's first event, as if its status had told it.

    vLLM looks at a constraint only once it has said 200.

    Returns:
        The same as an error of that status; None: it is another kind of failure.
    """
    import httpx2
    import openai

    code = error.body.get("code") if isinstance(error.body, dict) else None
    if not isinstance(code, int) or not 400 <= code < 600:
        return None
    response = httpx2.Response(code, request=error.request)
    return openai.APIStatusError(error.message, response=response, body=error.body)


def _no_stream(url: str) -> StreamBroken:
    return StreamBroken(
        f"The answer from {url} is not a completion stream",
        "Is this an OpenAI-compatible server, and its address complete (often .../v1)?",
    )


def refused(url: str, error: openai.APIStatusError) -> ModelError:
    """What to tell a person of a refusal."""
    said = f": {message}" if (message := said_in(error)) else ""
    match error.status_code:
        case 401 | 403:
            return KeyRefused(
                f"{url} refused the key",
                f"Set the right key: in VS Code 'Guyline: Set API Key', else {KEY_VARIABLE}",
            )
        case 404:
            return ModelMissing(
                f"{url} has no such model or no completions here{said}",
                "Correct guyline.model or guyline.endpoint (often .../v1)",
            )
        case 408 | 429 | 503 | 504:
            wait = seconds_asked(error)
            fix = "Try again in a while" if wait is None else f"Try again in {wait:.0f} s"
            return EndpointSlow(f"{url} is busy or not ready{said}", fix)
        case code if code >= 500:
            return EndpointDown(
                f"{url} failed ({code}){said}", "Try again; if it stays so, look at its log"
            )
        case code:
            return RequestRefused(f"{url} refused the request ({code}){said}")


def said_in(error: openai.APIStatusError) -> str:
    """What the server said, one line, bounded: it is not to be trusted."""
    body = error.body
    text = body.get("message") or body.get("error") if isinstance(body, dict) else body
    if isinstance(text, str) and text.lstrip().startswith("<"):
        return ""  # a page of a proxy
    return " ".join(str(text).split())[:200] if text else ""


def seconds_asked(error: openai.APIStatusError) -> float | None:
    """The seconds that the server asks to wait (``Retry-After``, RFC 9110, 10.2.3)."""
    said = error.response.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        date = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def _down(url: str, error: openai.APIConnectionError) -> EndpointDown:
    """No connection: nobody is there, or nobody who is trusted."""
    cause: BaseException | None = error
    while cause is not None:
        if "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return EndpointDown(
                f"The certificate of {url} is not trusted",
                "Set guyline.caBundle, or SSL_CERT_FILE, to the authority's certificate",
            )
        cause = cause.__cause__ or cause.__context__
    return EndpointDown(
        f"Nothing answers at {url}", "Start the server, or correct guyline.endpoint"
    )
