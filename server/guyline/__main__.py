"""``python -m guyline``: the same as the ``guyline`` command."""

import sys

from guyline.cli import main

if __name__ == "__main__":
    sys.exit(main())
