"""The client library's exceptions, turned into errors a person can act on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def failures(url: str) -> Iterator[None]:
    """Turn what the client raises about ``url`` into a :class:`ModelError`."""
    import httpx2
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise EndpointSlow(f"{url} did not answer in time", "Is the server busy?") from error
    except openai.APIStatusError as error:
        raise _refused(url, error) from error
    except openai.APIConnectionError as error:
        raise EndpointDown(
            f"Nothing answers at {url}", "Start the server, or correct guyline.endpoint"
        ) from error
    except httpx2.TimeoutException as error:
        raise EndpointSlow(f"{url} stopped sending", "Is the server busy?") from error
    except (
        openai.APIError,
        httpx2.HTTPError,
        json.JSONDecodeError,
        UnicodeDecodeError,
        AttributeError,  # the client builds its objects unchecked: a wrong shape shows late
        TypeError,
    ) as error:
        raise StreamBroken(
            f"The answer from {url} is not a completion stream",
            "Is this an OpenAI-compatible server, and its address complete (often .../v1)?",
        ) from error


def _refused(url: str, error: openai.APIStatusError) -> ModelError:
    said = _message(error)
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
            return EndpointSlow(f"{url} is busy or not ready{said}", "Try again in a while")
        case code:
            return RequestRefused(f"{url} refused the request ({code}){said}")


def _message(error: openai.APIStatusError) -> str:
    """What the server said, one line, bounded: it is not to be trusted."""
    body = error.body
    text = body.get("message") if isinstance(body, dict) else None
    return f": {' '.join(str(text).split())[:200]}" if text else ""
