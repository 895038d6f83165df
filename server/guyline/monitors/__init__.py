"""Static properties a draft is held to while it is written; one file a property."""

from guyline.analysis.answer import Oracle
from guyline.monitors.abstracts import AbstractMonitor
from guyline.monitors.attributes import AttributeMonitor
from guyline.monitors.awaits import AwaitMonitor
from guyline.monitors.coroutines import CoroutineMonitor
from guyline.monitors.imports import ImportMonitor
from guyline.monitors.monitor import Allowed, Form, Monitor, Settled, Site
from guyline.monitors.names import NameMonitor
from guyline.monitors.states import StateMonitor

__all__ = [
    "AbstractMonitor",
    "Allowed",
    "AttributeMonitor",
    "AwaitMonitor",
    "CoroutineMonitor",
    "Form",
    "ImportMonitor",
    "Monitor",
    "NameMonitor",
    "Settled",
    "Site",
    "StateMonitor",
    "monitors_for",
]


def monitors_for(oracle: Oracle) -> list[Monitor]:
    """Every monitor, in any order: each narrows what the others leave."""
    return [
        AttributeMonitor(oracle),
        ImportMonitor(oracle),
        NameMonitor(oracle),
        AwaitMonitor(oracle),
        CoroutineMonitor(oracle),
        AbstractMonitor(oracle),
        StateMonitor(oracle),
    ]
