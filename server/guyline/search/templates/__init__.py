"""Rewrites into other algorithms, one file each; each proposes, and nothing of it is proved."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from guyline.search.templates.template import Template

__all__ = ["Template", "all_templates"]


@cache
def all_templates() -> tuple[Template, ...]:
    """All templates, by their numbers."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    found = [module.TEMPLATE for module in modules if hasattr(module, "TEMPLATE")]
    return tuple(sorted(found, key=lambda each: each.code))
