"""Names that are there without being bound in any file."""

from __future__ import annotations

import builtins
import keyword
from types import ModuleType

KEYWORDS = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | {"print", "exec"}

MODULE = frozenset(dir(ModuleType("_"))) | {
    "__annotations__",
    "__builtins__",
    "__cached__",
    "__conditional_annotations__",
    "__file__",
    "__path__",
    "__warningregistry__",
}
"""What every module has."""

BUILTIN = frozenset(dir(builtins)) | {
    "BaseExceptionGroup",
    "EncodingWarning",
    "ExceptionGroup",
    "PythonFinalizationError",
    "WindowsError",
    "__annotate__",
    "__class__",
    "__classdict__",
    "__debug__",
    "__firstlineno__",
    "__module__",
    "__qualname__",
    "__static_attributes__",
    "aiter",
    "anext",
    "copyright",
    "credits",
    "exit",
    "frozendict",
    "help",
    "license",
    "profile",  # what line profilers decorate with
    "quit",
    "reveal_locals",
    "reveal_type",
    "sentinel",
}
"""What any supported version of Python, or what runs it, makes a builtin name."""

GETTEXT = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
"""What ``gettext.install`` can put there."""

PYTHON_2 = frozenset(
    {
        "apply",
        "basestring",
        "buffer",
        "cmp",
        "coerce",
        "execfile",
        "file",
        "intern",
        "long",
        "raw_input",
        "reduce",
        "reload",
        "unichr",
        "unicode",
        "xrange",
        "StandardError",
    }
)
"""Builtins of Python 2, for files that run on both."""

SHELL = frozenset({"get_ipython", "display", "In", "Out"})
"""What IPython puts there."""

INJECTED = {"conf.py": frozenset({"tags"})}  # Sphinx's
"""Names that a tool puts into files of a certain name before it runs them."""
