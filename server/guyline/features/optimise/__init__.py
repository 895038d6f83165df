"""Performance edits: made by rules and models, tried, measured, and only then shown."""

from guyline.features.optimise.found import Found, Offer
from guyline.features.optimise.order import Order, order_of
from guyline.features.optimise.search import Searching, optimise

__all__ = ["Found", "Offer", "Order", "Searching", "optimise", "order_of"]
