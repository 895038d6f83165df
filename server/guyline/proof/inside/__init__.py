"""What runs in the user's interpreter: standard library and relative imports only."""

__all__: list[str] = []
