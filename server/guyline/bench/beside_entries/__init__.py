"""What the proof is measured beside, as a person would use it: each runs in a sandbox by itself."""

__all__: list[str] = []
