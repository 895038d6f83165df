"""What a model is shown: the text around a place, and pieces of other text.

How that becomes one text, a template or a conversation is the endpoint's matter
(:mod:`guyline.models.endpoint`); nobody else puts a prompt together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text from elsewhere that helps to go on.

    Attributes:
        name: Where it is from, as a person would say it: a path below the workspace.
        text: The text, with line feeds at the ends of lines.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is shown of one place.

    Attributes:
        before: The text that the answer goes on from, with line feeds at the ends of lines.
        after: What follows the place, for models that can look at it; may be empty.
        name: What the document is called, as in :class:`Snippet`; empty for one without a name.
        snippets: Other text, what changes least from one keystroke to the next first: what
            stands before a change can be kept by the endpoint.
        task: What is to be written there, for a model that is asked as an assistant; others read
            it from the text. Empty: whatever comes next.
        prediction: A text that the answer will be like, for endpoints that can draft from it, and
            are faster for it; it says nothing of what is wanted. Empty: none is known.
    """

    before: str
    after: str = ""
    name: str = ""
    snippets: tuple[Snippet, ...] = ()
    task: str = ""
    prediction: str = ""

    def plain(self) -> str:
        """One text for a model that only continues text; it ends as ``before`` does.

        Snippets stand above it, each below a comment with its name.
        """
        if not self.snippets:
            return self.before
        parts = [f"# {each.name}\n{each.text.rstrip()}\n" for each in self.snippets]
        head = f"# {self.name}\n" if self.name else ""
        return "\n".join(parts) + f"\n{head}{self.before}"
