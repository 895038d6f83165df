"""The main job at real places: what the model wanted, and what guidance made of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from guyline.bench.replay import Judged, is_known, judge
from guyline.bench.sites import Site, package_folder, sample
from guyline.features import Engine
from guyline.settings import CompletionSettings, Settings

SETTINGS = CompletionSettings(multiline="never", max_tokens=32)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the demo: a site, completed twice."""

    site: Site
    unguided: Judged
    guided: Judged


async def demonstrate(
    package: str, count: int, seed: int, settings: Settings
) -> AsyncIterator[Shown]:
    """Complete at ``count`` sites of an installed package, unguided and guided.

    Taken are sites of a seeded sample at which the oracle knows all names: elsewhere
    guidance abstains, and both completions are the same.

    Raises:
        InputError: There is no such package.
        ModelError: There is no model.
    """
    folder = package_folder(package)
    engine = Engine(settings, folder.parent, limit=5.0)  # nobody is typing here
    shown = 0
    try:
        for site in sample(folder, 2 * count, seed):
            if shown == count:
                return
            if not await is_known(site, engine):
                continue
            rows = []
            for guided in (False, True):
                done = await engine.complete(site.document, site.offset, guided=guided)
                rows.append(await judge(site, done, engine.oracle))
            shown += 1
            yield Shown(site, rows[0], rows[1])
    finally:
        await engine.close()
