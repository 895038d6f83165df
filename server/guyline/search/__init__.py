"""Where candidates come from: rules, models and repair; and which of them are kept."""

from guyline.search.candidate import Candidate, Origin

__all__ = ["Candidate", "Origin"]
