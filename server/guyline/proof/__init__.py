"""Proof: a performance edit is offered only after it was tried against the old code."""

__all__: list[str] = []
