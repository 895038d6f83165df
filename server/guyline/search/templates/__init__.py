"""Rewrites into other algorithms, one file each; each proposes, and nothing of it is proved.

The docstring of a template's file is its page.
"""

import inspect
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from guyline.search.templates.template import Template

__all__ = ["Template", "all_templates", "page_of"]


@cache
def all_templates() -> tuple[Template, ...]:
    """All templates, by their numbers."""
    return tuple(_pages())


def page_of(template: Template) -> str:
    """The page of a template, in Markdown."""
    return f"# {template.code} {template.name}\n\n{_pages()[template]}"


@cache
def _pages() -> dict[Template, str]:
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    found = [each for each in modules if hasattr(each, "TEMPLATE")]
    found.sort(key=lambda each: str(each.TEMPLATE.code))
    return {each.TEMPLATE: inspect.cleandoc(each.__doc__ or "") for each in found}
