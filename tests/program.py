"""The program run as a process, as a person runs it, and a text for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TEXT = """云水街道

综述

【概况】 2023年,云水街道辖8个社区,全年完成财政收入3.2亿元,比上年增长

5.1%。新建口袋公园2处。

图为新建的口袋公园 (街道办 供图)

【文化建设】 2023年,街道图书室藏书2万册。

【绿化】 2023年,街道种树三百株。

(陆一帆)
"""


def fangzhi(
    *args: str | Path, cwd: Path, data: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in the folder `cwd` with `data` as its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "fangzhi", *map(str, args)],
        cwd=cwd,
        input=data,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


def written(folder: Path) -> set[str]:
    """The files below a folder, by their paths in it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
