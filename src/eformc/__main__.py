"""The command line's door. `--version` is answered before anything is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run `eformc`; gives the exit code (0 fine, 1 findings, 2 wrong usage or unreadable files)."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from eformc import __version__

        print(f"eformc {__version__}")
        return 0
    from eformc.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
