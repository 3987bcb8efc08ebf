"""Runs aws commands, one JSON array of arguments a line, in one process: most of a command's time is the start of Python."""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver

driver = create_clidriver()
for line in sys.stdin:
    args = json.loads(line)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = driver.main(args)
        except SystemExit as end:
            code = end.code
    print(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}), flush=True)
    if args[1].startswith("modify-"):  # leaves its pairs of options (--x, --no-x) behind for every later command
        driver = create_clidriver()
