"""Proof: an edit for speed is tried against the old code, which is the oracle."""

__all__: list[str] = []
