"""`python -m runbook` and the script `runbook`: the command line, once it is there."""

import gc
import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line with the process's arguments. While it is being imported there is nothing to put right:
    Ctrl-C ends the process at once and in silence."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # whoever ignores it goes on ignoring it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(200_000, 20, 20)  # a command makes much that stays: garbage need not be looked for so often
    from runbook.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
