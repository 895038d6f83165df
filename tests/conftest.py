"""Settings of the test libraries."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from guyline.settings import cache_folder

# A loaded machine is slow, not wrong. In CI the same examples are tried each time.
settings.register_profile("guyline", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("guyline")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache folder with the person's models, and nothing that tests find out in theirs."""
    folder = tmp_path_factory.mktemp("cache")
    models = cache_folder() / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models.resolve(), target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUYLINE_CACHE", str(folder))
        patch.setenv("GUYLINE_STATE", str(tmp_path_factory.mktemp("state")))
        yield
