"""What can go wrong, as one tree; every error says what to do about it.

::

    GuylineError
    ├── InputError          the request itself is wrong: a path, a position, a setting, a file
    ├── FileExcluded        nothing of this file may be sent
    ├── ModelError          no usable answer from the model
    │   ├── ModelMissing        no weights here, or no such model at the endpoint
    │   ├── EndpointDown        nothing answers at the address
    │   ├── KeyRefused          the endpoint wants a key, or another one
    │   ├── RequestRefused      the endpoint does not take this request
    │   ├── StreamBroken        the answer broke off or was not a completion
    │   └── EndpointSlow        no answer in time
    ├── WeightsError        the embedded model's weights cannot be had or are damaged
    └── SandboxError        code can't be run confined (proof/sandbox/failures.py)
"""


class GuylineError(Exception):
    """An error a person can act on.

    Args:
        message: What happened, in a sentence without a full stop.
        fix: What to do about it, in a sentence without a full stop; may be empty.
    """

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message}. {self.fix}." if self.fix else f"{self.message}."


class InputError(GuylineError):
    """The request itself is wrong: a path, a position, a setting, a file."""


class FileExcluded(GuylineError):  # noqa: N818 - what it is, not a mistake
    """Nothing of this file may be sent to a model."""


class ModelError(GuylineError):
    """No usable answer came from the model."""


class ModelMissing(ModelError):  # noqa: N818 - reads as what it is, like FileNotFoundError's cause
    """There are no weights here, or the endpoint has no such model."""


class EndpointDown(ModelError):  # noqa: N818
    """Nothing answers at the endpoint's address."""


class KeyRefused(ModelError):  # noqa: N818
    """The endpoint wants a key, or another one."""


class RequestRefused(ModelError):  # noqa: N818
    """The endpoint does not take this request."""


class StreamBroken(ModelError):  # noqa: N818
    """The answer broke off, or was not a completion."""


class EndpointSlow(ModelError):  # noqa: N818
    """The endpoint gave no answer in time."""


class WeightsError(GuylineError):
    """The embedded model's weights cannot be had, or are damaged."""
