# SPDX-License-Identifier: Apache-2.0
"""Makes sure that the running Python has botocore: another Python of this machine may, such as Debian's."""

import importlib.util
import os
import sys


def require():
    """Returns when botocore is there; else starts over with Debian's Python, or exits with 77, "skipped"."""
    if importlib.util.find_spec("botocore"):
        return
    debian = "/usr/bin/python3"
    if os.environ.get("KEYWARD_PYTHON_TRIED") or not os.path.exists(debian):
        print("skipped: no Python here has botocore (Debian: python3-botocore)")
        sys.exit(77)
    os.environ["KEYWARD_PYTHON_TRIED"] = "1"
    os.execv(debian, [debian] + sys.argv)
