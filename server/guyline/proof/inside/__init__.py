"""What runs in the user's interpreter, confined: the standard library, and nothing of Guyline."""

__all__: list[str] = []
