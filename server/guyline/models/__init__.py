"""The only place that talks to a model."""

from guyline.models.address import Address
from guyline.models.constraint import Alternative, Follow, OneOf
from guyline.models.dialects import Dialect, compile_constraint, to_gbnf
from guyline.models.endpoint import Endpoint
from guyline.models.found import Memory
from guyline.models.model import Capabilities, Chunk, Model, Request
from guyline.models.prompt import Prompt, Snippet
from guyline.models.scripted import ScriptedModel, steps

__all__ = [
    "Address",
    "Alternative",
    "Capabilities",
    "Chunk",
    "Dialect",
    "Endpoint",
    "Follow",
    "Memory",
    "Model",
    "OneOf",
    "Prompt",
    "Request",
    "ScriptedModel",
    "Snippet",
    "compile_constraint",
    "steps",
    "to_gbnf",
]
