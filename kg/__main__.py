"""``kg``, which ``python -m kg`` is too: who interrupts it while its modules load sees no more than later.

For some 40 ms before, Python itself and the script that pip writes start, and answer with a traceback of their own.
"""

import os


def run() -> None:
    """Run the command of this process, and end it."""
    try:
        from kg.cli import run as run_command

        run_command()
    except KeyboardInterrupt:
        os.write(2, b"kg: interrupted\n")
        os._exit(130)  # whatever was loading is no longer needed


if __name__ == "__main__":
    run()
