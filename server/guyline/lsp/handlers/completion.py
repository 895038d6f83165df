"""``textDocument/completion``: the suggestion as a list item, where there is no ghost text.

An editor with ghost text shows it there, and never learns that there is a list. In it a
suggestion stands beside what other servers offer: a single name, which they list already,
is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.features.ghost import Suggestion
from guyline.lsp.handlers.inline_completion import suggested
from guyline.lsp.session import Snapshot
from guyline.text import word_start

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

_NAME = re.compile(r"\w*(?:\(\)?)?")
"""What a list of names has already: one name, perhaps with the brackets of a call."""

_LABEL = 60
"""Characters of a label."""


def register(server: GuylineServer) -> None:
    """Register the handler."""

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["."])
    )
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        snapshot = server.session.snapshot(params.text_document.uri, params.position)
        if snapshot is None:
            return None
        context = params.context
        asked_for = context is None or context.trigger_kind is types.CompletionTriggerKind.Invoked
        # Editors say "invoked" for every letter too; a wish of one's own has no word before it.
        before = snapshot.document.text[: snapshot.offset]
        typing = word_start(before, len(before)) < len(before)
        suggestion = await suggested(server, snapshot, asked_for=asked_for and not typing)
        if suggestion is None:
            return None
        item = _item(server, snapshot, suggestion)
        # Incomplete: what is left of it changes with the next letter.
        return types.CompletionList(is_incomplete=True, items=[item] if item else [])


def _item(
    server: GuylineServer, snapshot: Snapshot, suggestion: Suggestion
) -> types.CompletionItem | None:
    text = suggestion.completion.text
    if _NAME.fullmatch(text):
        return None
    document, offset = snapshot.document, snapshot.offset
    start = word_start(document.text, offset)
    whole = document.text[start:offset] + text
    position = server.session.documents.position
    first, _, more = whole.partition("\n")
    label = first.strip()[:_LABEL] + (" ..." if more or len(first.strip()) > _LABEL else "")
    return types.CompletionItem(
        label=label,
        label_details=types.CompletionItemLabelDetails(description="Guyline"),
        detail=suggestion.completion.summary,
        kind=types.CompletionItemKind.Snippet,
        documentation=types.MarkupContent(types.MarkupKind.PlainText, whole),
        filter_text=whole,
        sort_text="\uffff" + label,
        text_edit=types.TextEdit(
            types.Range(position(document, start), position(document, offset)), whole
        ),
        insert_text_format=types.InsertTextFormat.PlainText,
    )
