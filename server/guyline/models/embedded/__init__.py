"""The model that Guyline runs itself: its weights, and the process that serves them."""

from guyline.models.embedded.process import EmbeddedServer, Running
from guyline.models.embedded.transfer import Progress, PullCancelled
from guyline.models.embedded.weights import Weights, installed, pull, verify

__all__ = [
    "EmbeddedServer",
    "Progress",
    "PullCancelled",
    "Running",
    "Weights",
    "installed",
    "pull",
    "verify",
]
