"""Static properties a draft is held to while it is written; one file a property."""

from guyline.analysis.answer import Oracle
from guyline.monitors.attributes import AttributeMonitor
from guyline.monitors.imports import ImportMonitor
from guyline.monitors.keywords import KeywordMonitor
from guyline.monitors.literals import LiteralMonitor
from guyline.monitors.monitor import Allowed, Form, Monitor, Settled, Site
from guyline.monitors.names import NameMonitor

__all__ = [
    "Allowed",
    "AttributeMonitor",
    "Form",
    "ImportMonitor",
    "KeywordMonitor",
    "LiteralMonitor",
    "Monitor",
    "NameMonitor",
    "Settled",
    "Site",
    "monitors_for",
]


def monitors_for(oracle: Oracle) -> list[Monitor]:
    """Every monitor, in any order: each narrows what the others leave."""
    return [
        AttributeMonitor(oracle),
        ImportMonitor(oracle),
        KeywordMonitor(oracle),
        LiteralMonitor(oracle),
        NameMonitor(oracle),
    ]
