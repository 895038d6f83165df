"""What runs in the person's interpreter, confined: the standard library only."""

__all__: list[str] = []
