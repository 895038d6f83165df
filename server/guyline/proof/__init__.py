"""Proof: a performance edit is tried against the code it is to replace."""

__all__: list[str] = []
