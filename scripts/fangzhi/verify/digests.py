"""Digests of files: every file is read once, whatever is asked of it, and on all cores.

hashlib lets other threads run while it computes, so threads are enough: each takes a file. Of a
file as large as all others, and of a compressed tar, which must be read in its order, one thread
reads the blocks and the others compute, an algorithm each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock

from fangzhi.verify._member import BLOCK, Stream
from fangzhi.verify.container import Container
from fangzhi.verify.problems import MemberError

# Name in manifests → hashlib's. RFC 8493, 2.4, and the CSIP vocabulary of CHECKSUMTYPE.
ALGORITHMS = {
    "md5": "md5",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha256": "sha256",
    "sha384": "sha384",
    "sha512": "sha512",
    "sha3224": "sha3_224",
    "sha3256": "sha3_256",
    "sha3384": "sha3_384",
    "sha3512": "sha3_512",
    "blake2b512": "blake2b",
    "blake2b": "blake2b",
    "blake2s": "blake2s",
}
WEAK = {"md5", "sha1"}  # collisions can be made, so that they prove nothing against malice


def length_of(algorithm: str) -> int:
    """How many hexadecimal figures a digest has; 0 for an algorithm that is not known."""
    known = ALGORITHMS.get(algorithm)
    return 2 * hashlib.new(known, usedforsecurity=False).digest_size if known else 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What was read of one file: its bytes, its digests in lower case by algorithm, or a failure.

    With `failed` (why it could not be read) there are no digests.
    """

    size: int = 0
    values: dict[str, str] = field(default_factory=dict)
    failed: str = ""


class Digests:
    """Computes the digests that a kind asks for; see `container` for how it is called.

    `advance(done, total)` is called after every block with the bytes read so far and in all.
    `algorithms` and `failures` tell afterwards what was computed, and what could not be read.
    """

    def __init__(
        self,
        container: Container,
        jobs: int = 1,
        advance: Callable[[int, int], object] = lambda done, total: None,
    ) -> None:
        self._container, self._jobs, self._advance = container, max(1, jobs), advance
        self._done = self._total = 0
        self._stop = False
        self._lock = Lock()
        self.algorithms: set[str] = set()
        self.failures: dict[str, str] = {}

    def __call__(self, wanted: Mapping[str, Collection[str]]) -> dict[str, Digest]:
        """The digests of the wanted files, by name; a name that is no file has none.

        `wanted` says for each name by which algorithms of `ALGORITHMS`; by none at all, the file
        is still read to its end, so that what is damaged is found.
        """
        files = self._container.files
        there = {name: tuple(found) for name, found in wanted.items() if name in files}
        self._total = self._done + sum(files[name].size for name in there)
        for found in there.values():
            self.algorithms.update(found)
        results = self._in_turn(there) if self._container.sequential else self._at_once(there)
        self.failures |= {name: one.failed for name, one in results.items() if one.failed}
        return results

    def _at_once(self, wanted: dict[str, tuple[str, ...]]) -> dict[str, Digest]:
        """Each file in the thread that is free next, the largest first; giants before, by all."""
        files = self._container.files
        order = sorted(wanted, key=lambda name: -files[name].size)
        share = (self._total - self._done) / self._jobs
        giants = [name for name in order if self._jobs > 1 and files[name].size > share]
        names = iter(order[len(giants) :])
        with ThreadPoolExecutor(self._jobs) as pool:
            try:
                found = {name: self._read(name, wanted[name], pool) for name in giants}
                # One task a thread, not one a file: there may be half a million files.
                tasks = [pool.submit(self._share, names, wanted, found) for _ in range(self._jobs)]
                for task in tasks:
                    task.result()
                return found
            except BaseException:
                self._stop = True  # threads look at it after every block
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _share(
        self,
        names: Iterator[str],
        wanted: dict[str, tuple[str, ...]],
        found: dict[str, Digest],
    ) -> None:
        """What one thread does: take the next name as long as there is one."""
        while not self._stop:
            with self._lock:
                name = next(names, None)
            if name is None:
                return
            found[name] = self._read(name, wanted[name])

    def _in_turn(self, wanted: dict[str, tuple[str, ...]]) -> dict[str, Digest]:
        """File after file, in the order of the container; behind a damage nothing can be read."""
        found: dict[str, Digest] = {}
        with ThreadPoolExecutor(self._jobs) as pool:
            try:
                for name, stream in self._container.walk(set(wanted)):
                    found[name] = self._digest(stream, wanted[name], pool)
            except MemberError as error:
                rest = (name for name in wanted if name not in found)
                found |= {name: Digest(failed=error.reason) for name in rest}
        return found

    def _read(
        self, name: str, algorithms: Iterable[str], pool: ThreadPoolExecutor | None = None
    ) -> Digest:
        try:
            with self._container.open(name) as stream:
                return self._digest(stream, algorithms, pool)
        except MemberError as error:
            return Digest(failed=error.reason)

    def _digest(
        self, stream: Stream, algorithms: Iterable[str], pool: ThreadPoolExecutor | None = None
    ) -> Digest:
        """The digests of what is left of a stream; with `pool`, computed while it is read."""
        states = {name: hashlib.new(ALGORITHMS[name], usedforsecurity=False) for name in algorithms}
        size = 0
        running: list[Future[None]] = []
        try:
            while not self._stop and (block := stream.read(BLOCK)):
                wait(running)
                if pool is None:
                    for state in states.values():
                        state.update(block)
                else:
                    running = [pool.submit(state.update, block) for state in states.values()]
                size += len(block)
                with self._lock:
                    self._done += len(block)
                    self._advance(self._done, self._total)
        except MemberError as error:
            return Digest(size, failed=error.reason)
        finally:
            wait(running)
        return Digest(size, {name: state.hexdigest() for name, state in states.items()})
