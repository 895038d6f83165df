"""Trying to break an edit, in an editor's words: which functions, when, and what is shown of it."""

from guyline.features.proof.outcome import Outcome
from guyline.features.proof.proofs import Proofs, Refuted

__all__ = ["Outcome", "Proofs", "Refuted"]
