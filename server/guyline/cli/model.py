"""``guyline model pull | status | serve``: the embedded model."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING

from guyline.cli.progress import Line
from guyline.errors import ModelMissing
from guyline.features.engine import weights_path
from guyline.models.embedded import EmbeddedServer, installed, pull, verify
from guyline.settings import Settings, cache_folder

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("model", help="the embedded model: pull, status, serve")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    puller = actions.add_parser("pull", help="install the weights (93 MB)")
    puller.add_argument(
        "source", nargs="?", metavar="FILE|URL", help="another GGUF file (default: SmolLM2-135M)"
    )
    puller.set_defaults(run=run_pull)
    status = actions.add_parser("status", help="what is installed")
    status.add_argument("--verify", action="store_true", help="check the whole file")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=run_status)
    server = actions.add_parser("serve", help="serve it on loopback until interrupted")
    server.add_argument("--json", action="store_true", help="print address and key as JSON")
    server.set_defaults(run=run_serve)


def run_pull(arguments: argparse.Namespace) -> int:
    """Install the weights; does nothing when they are there."""
    with Line(sys.stderr) as line:
        weights = pull(
            arguments.source,
            cache_folder(),
            lambda step: line.show(step.phase, step.done, step.total, unit="MB", scale=1e6),
        )
    print(f"{weights.name}: {weights.path} ({weights.size / 1e6:.0f} MB)")
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """Say what is installed; exit 1 if nothing usable is."""
    weights = installed(cache_folder())
    intact = weights is not None and (not arguments.verify or verify(weights))
    if arguments.json:
        shown = None
        if weights is not None:
            shown = {
                "name": weights.name,
                "path": str(weights.path),
                "size": weights.size,
                "sha256": weights.sha256,
                "source": weights.source,
                "intact": intact,
            }
        print(json.dumps({"weights": shown}))
    elif weights is None:
        print("No weights are installed. Run: guyline model pull")
    else:
        print(f"{weights.name} at {weights.path}, {weights.size / 1e6:.0f} MB, {weights.source}")
        if not intact:
            print("The file is damaged. Run: guyline model pull")
    return 0 if intact else 1


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve the embedded model in the foreground.

    Raises:
        ModelMissing: There are no weights.
    """
    path = weights_path(Settings())
    if not path.exists():
        raise ModelMissing(f"{path} is gone", "Run: guyline model pull")
    asyncio.run(_serve(EmbeddedServer(path), as_json=arguments.json))
    return 0


async def _serve(server: EmbeddedServer, *, as_json: bool) -> None:
    try:
        async with server.use() as running:
            if as_json:
                print(json.dumps({"url": running.url, "key": running.key}), flush=True)
            else:
                print(f"URL: {running.url}\nKey: {running.key}\nStop with Ctrl+C.", flush=True)
            await asyncio.Event().wait()
    finally:
        await server.close()
