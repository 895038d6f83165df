"""What is sent to a server and read from it: completions, texts with a hole, and chats."""

from guyline.models.wire.ask import Ask
from guyline.models.wire.chat import chat
from guyline.models.wire.chatter import Chatter
from guyline.models.wire.completions import completion
from guyline.models.wire.infill import infill

__all__ = ["Ask", "Chatter", "chat", "completion", "infill"]
