"""Efficiency hints in an editor: when files are checked, and what is known of each."""

from guyline.features.hints.checker import Checked, Checker
from guyline.features.hints.hints import Hints

__all__ = ["Checked", "Checker", "Hints"]
