"""Static properties a draft is held to while it is written; one file a property."""

from guyline.analysis.answer import Oracle
from guyline.monitors.abstracts import AbstractMonitor
from guyline.monitors.arguments import ArgumentMonitor
from guyline.monitors.attributes import AttributeMonitor
from guyline.monitors.awaits import AwaitMonitor
from guyline.monitors.coroutines import CoroutineMonitor
from guyline.monitors.forbidden import ForbiddenMonitor
from guyline.monitors.imports import ImportMonitor
from guyline.monitors.installed import installed_monitors
from guyline.monitors.keywords import KeywordMonitor
from guyline.monitors.literals import LiteralMonitor
from guyline.monitors.monitor import Allowed, Form, Monitor, Settled, Site
from guyline.monitors.names import NameMonitor
from guyline.monitors.rules import Rules, read_rules
from guyline.monitors.states import StateMonitor

__all__ = [
    "AbstractMonitor",
    "Allowed",
    "ArgumentMonitor",
    "AttributeMonitor",
    "AwaitMonitor",
    "CoroutineMonitor",
    "ForbiddenMonitor",
    "Form",
    "ImportMonitor",
    "KeywordMonitor",
    "LiteralMonitor",
    "Monitor",
    "NameMonitor",
    "Rules",
    "Settled",
    "Site",
    "StateMonitor",
    "installed_monitors",
    "monitors_for",
    "read_rules",
]


def monitors_for(oracle: Oracle, rules: Rules | None = None) -> list[Monitor]:
    """Every monitor, in any order: each narrows what the others leave.

    Args:
        oracle: Who knows the code.
        rules: A project's own rules.
    """
    rules = rules or Rules()
    monitors: list[Monitor] = [
        AttributeMonitor(oracle),
        ImportMonitor(oracle),
        KeywordMonitor(oracle),
        LiteralMonitor(oracle),
        NameMonitor(oracle),
        AwaitMonitor(oracle),
        CoroutineMonitor(oracle),
        AbstractMonitor(oracle),
        ArgumentMonitor(oracle),
        StateMonitor(oracle, rules.protocols),
    ]
    if rules.forbidden:
        monitors.append(ForbiddenMonitor(oracle, rules.forbidden))
    return monitors
