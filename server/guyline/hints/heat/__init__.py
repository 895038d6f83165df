"""Heat: what profiles say of the places where hints are.

``reading.py`` reads profiles, ``places.py`` finds their files, ``heat.py`` says of a place what it
took. ``guyline.hints.ranking`` makes levels and an order of it.
"""

from guyline.hints.heat.heat import FileHeat, Heat, Temperature, Warmth
from guyline.hints.heat.profile import BadProfileError, Coverage, Key, Origin, Profile, Spent
from guyline.hints.heat.reading import nearest_recorded, parse, read_profile

__all__ = [
    "BadProfileError",
    "Coverage",
    "FileHeat",
    "Heat",
    "Key",
    "Origin",
    "Profile",
    "Spent",
    "Temperature",
    "Warmth",
    "nearest_recorded",
    "parse",
    "read_profile",
]
