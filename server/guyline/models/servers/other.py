"""Anything else that speaks the protocol: completions, or a chat where there are none.

Nothing is sent that is not in OpenAI's reference of 2023, which all of them began with. A
field that is refused even so is left out from then on.
"""

from __future__ import annotations

from guyline.models.servers.server import Server

SERVER = Server("other", logprobs=False)
"""The kind."""
