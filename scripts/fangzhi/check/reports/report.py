"""What every format is made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fangzhi.check.finding import Finding, Level

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Report:
    """Sorted findings about files. `statistics` and `colour` are what the reader asked for."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...]
    root: Path
    statistics: bool
    colour: bool

    @classmethod
    def of(
        cls,
        findings: Iterable[Finding],
        files: Sequence[Path],
        root: Path,
        *,
        statistics: bool = False,
        colour: bool = False,
    ) -> Report:
        """A report with the findings in order and each file once, also those of findings."""
        found = tuple(sorted(findings, key=lambda finding: finding.order))
        all_files = dict.fromkeys((*files, *(finding.file for finding in found)))
        names = tuple(sorted(all_files, key=lambda file: file.as_posix()))
        return cls(found, names, root.absolute(), statistics, colour)

    def shown(self, file: Path) -> str:
        """The name of a file in a report: relative to the root where it lies in it, with `/`."""
        whole = file.absolute()
        inside = whole.is_relative_to(self.root)
        return (whole.relative_to(self.root) if inside else file).as_posix()

    def count(self, level: Level) -> int:
        """How many findings there are of one level."""
        return sum(finding.level is level for finding in self.findings)

    def by_code(self) -> dict[str, int]:
        """How many findings there are of each code that occurs, in the order of the codes."""
        return dict(sorted(Counter(finding.code for finding in self.findings).items()))

    def summary(self) -> str:
        """One sentence on the whole."""
        number = plural(len(self.files), "file")
        if not self.findings:
            return f"{number} checked, nothing found"
        with_findings = len({finding.file for finding in self.findings})
        counts = [plural(self.count(level), level.value) for level in Level if self.count(level)]
        return f"{', '.join(counts)} in {with_findings} of {number}"

    def fingerprints(self) -> list[str]:
        """A hash for each finding that stays when lines move, and is never given twice.

        It is made of code, file, names on the way to the element, and message; equal ones are
        numbered in their order.
        """
        seen: Counter[str] = Counter()
        prints = []
        for finding in self.findings:
            names = re.sub(r"\[\d+\]", "", finding.xpath)
            message = re.sub(r"\bline \d+", "line", finding.message)
            parts = (finding.code, self.shown(finding.file), names, message)
            key = "\n".join(printable(part) for part in parts)
            seen[key] += 1
            prints.append(sha256(f"{key}\n{seen[key]}".encode()).hexdigest())
        return prints


def plural(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def printable(text: str) -> str:
    """`text` on one line that does nothing to a terminal and can be written as UTF-8.

    Control characters and lone surrogates (bytes of a file name that are not UTF-8) become escapes.
    """
    return _CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
