"""Entry point of `python -m local_host`."""

import sys

if __name__ == "__main__":
    # Inside the condition: a child process that reads photos imports this module again, and needs none of it.
    from local_host.command import main

    sys.exit(main())
