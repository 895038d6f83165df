"""Repair without a model: templates, the search over them, and what is kept of what passes."""
