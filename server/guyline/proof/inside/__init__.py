"""What runs in the user's interpreter, confined; standard library and relative imports only."""

__all__: list[str] = []
