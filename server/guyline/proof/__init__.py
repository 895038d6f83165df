"""Proof: an edit is tried against the code it replaces before it is offered."""

__all__: list[str] = []
