"""Optimistic guided decoding: let the model write, and cut back only what is known to be wrong."""

from guyline.decoding.budget import Budget
from guyline.decoding.draft import Surroundings
from guyline.decoding.extent import Extent
from guyline.decoding.loop import Job, decode
from guyline.decoding.outcome import Action, Decision, Outcome, Verdict
from guyline.decoding.standing import WrongWord, wrong_words

__all__ = [
    "Action",
    "Budget",
    "Decision",
    "Extent",
    "Job",
    "Outcome",
    "Surroundings",
    "Verdict",
    "WrongWord",
    "decode",
    "wrong_words",
]
