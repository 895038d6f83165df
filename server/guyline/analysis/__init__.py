"""The oracle: what static analysis knows about names, and whether it knows all of them."""
