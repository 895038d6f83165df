"""What of the disk an interpreter and its project need to be read, found without running them."""

from __future__ import annotations

import os
from pathlib import Path

from guyline.analysis.environment import BadEnvironment
from guyline.analysis.interpreter import read_interpreter
from guyline.proof.sandbox.failures import SandboxRefused
from guyline.proof.sandbox.layout import around, is_wide, refuse_wide


def readable_for(interpreter: Path, project: Path) -> tuple[Path, ...]:
    """The folders to show: project, environment, its base, what its ``.pth`` files name.

    Nothing of the environment is run. What would show the person's home is left out.

    Args:
        interpreter: The person's interpreter.
        project: The folder of the project.

    Raises:
        SandboxRefused: The project is, or holds, the person's home; the interpreter is none.
    """
    project = Path(os.path.abspath(project))  # noqa: PTH100 - a link is not to be followed
    interpreter = Path(os.path.abspath(interpreter))  # noqa: PTH100
    refuse_wide([project])
    try:
        read = read_interpreter(interpreter, project)
    except BadEnvironment as error:
        raise SandboxRefused(str(error), "Choose another interpreter") from error
    found = [project, *around(interpreter), read.prefix, *map(Path, read.path)]
    found += map(Path, read.sites.path)
    found += read.sites.mapped.values()
    found += [Path(each) for folders in read.sites.spread.values() for each in folders]
    kept = dict.fromkeys(each for each in found if each.exists() and not is_wide(each))
    return tuple(kept)
