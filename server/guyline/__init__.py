"""Guyline: code completion held to facts.

Static analysis watches a language model while it writes, so that a name known to be
wrong cannot appear. See ARCHITECTURE.md for the layers and what each may import.
"""

__version__ = "0.1.0"
