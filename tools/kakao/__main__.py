"""`python -m tools.kakao`."""

import sys

from tools.kakao.command import main

sys.exit(main())
