"""What came of a search, as a page in Markdown: for a person, in an editor's preview."""

from __future__ import annotations

from collections.abc import Iterator

from guyline.features.markdown import fenced, plain
from guyline.features.optimise.found import Found, Offer
from guyline.features.proof.page import page


def summary_page(found: Found) -> str:
    """The page of a whole search: what is offered, and what fell."""
    parts = [f"# {plain(found.name)}: {_count(found)}"]
    for offer in found.offers:
        parts += _offer(found, offer)
    if found.tried:
        parts.append("## Tried, and not offered")
        parts.append("\n".join(_tried(each) for each in found.tried))
    parts += [f"Note: {plain(each)}." for each in found.notes]
    return "\n\n".join(parts) + "\n"


def offer_page(found: Found, offer: Offer) -> str:
    """The page of one offer: the edit, and its proof."""
    proof = page(offer.outcome(found.name), f"{found.name} as it is against: {offer.title()}")
    return "\n\n".join([*_offer(found, offer), proof])


def _offer(found: Found, offer: Offer) -> Iterator[str]:
    yield f"## {offer.kind.capitalize()}: {plain(offer.title())}"
    yield from (f"- worse: {plain(each)}" for each in offer.notes)
    yield fenced(found.diff(offer), "diff")


def _tried(each: dict[str, str]) -> str:
    why = f": {plain(each['why'])}" if each["why"] else ""
    return f"- **{each['fate']}** {plain(each['title'])}{why}"


def _count(found: Found) -> str:
    if not found.offers:
        return "nothing was found that is faster and stands"
    return "one edit" if len(found.offers) == 1 else f"{len(found.offers)} edits"
