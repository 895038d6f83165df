"""How what was asked of a sandbox may end, besides what a run shows."""

LOST = "lost"
"""The end of what was asked of the new version, where its warm parent is gone or gives no answer:
not what a run of it shows, as a busy machine may be the reason."""


class Stopped(BaseException):
    """What is being done is ended from here, past all that the person's code catches."""
