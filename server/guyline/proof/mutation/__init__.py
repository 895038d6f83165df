"""Mutation operators: small changes of code that tests should notice."""

from guyline.proof.mutation.places import edits_of
from guyline.proof.mutation.text import Edit, Text

__all__ = ["Edit", "Text", "edits_of"]
