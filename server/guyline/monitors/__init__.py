"""Static properties a draft is held to while it is written; one file a property."""

from guyline.monitors.attributes import AttributeMonitor
from guyline.monitors.monitor import Allowed, Monitor, Settled, Site

__all__ = ["Allowed", "AttributeMonitor", "Monitor", "Settled", "Site"]
