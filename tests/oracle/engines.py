"""Pools of worker processes (worker.py), one case at a time each, that survive a crash or a hang of one."""

from __future__ import annotations

import hashlib
import os
import pathlib
import pickle
import queue
import select
import subprocess
import sys
import threading
from typing import Optional

from case import Case
from worker import receive, send

WORKER = pathlib.Path(__file__).with_name("worker.py")
ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS_FOR_CASE, SECONDS_FOR_START = 60, 180


def reference_python() -> Optional[str]:
    """A Python that has TensorFlow and ai-edge-litert."""
    for path in (os.environ.get("GC_ORACLE_PYTHON"), ROOT / "build/oracle_venv/bin/python"):
        if path and os.access(path, os.X_OK):
            return str(path)
    return None


class Worker:
    def __init__(self, engine: str, environment: dict[str, str]) -> None:
        python = sys.executable if engine == "goldcrest" else reference_python()
        # What an interpreter logs is of no interest: refusals come as results.
        self.process = subprocess.Popen(
            [python, str(WORKER), engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if not os.environ.get("GC_ORACLE_LOG") else None,
            env={**os.environ, **environment},
        )
        self.receive(SECONDS_FOR_START)

    def receive(self, seconds: float):
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            raise TimeoutError
        return receive(self.process.stdout)

    def run(self, case: Case, ways: list[tuple[int, bool]]) -> list:
        send(self.process.stdin, (case.model, case.runs, case.shapes, ways))
        return self.receive(SECONDS_FOR_CASE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Pool:
    def __init__(self, engine: str, jobs: int, environment: Optional[dict[str, str]] = None) -> None:
        self.engine, self.jobs, self.environment = engine, jobs, environment or {}

    def run(self, cases: list[Case], ways: list[tuple[int, bool]]) -> list[list]:
        """For each case the results in all ways; ("crashed", how) for all of them where the process did not survive."""
        work: queue.SimpleQueue[int] = queue.SimpleQueue()
        for i in range(len(cases)):
            work.put(i)
        results: list = [None] * len(cases)
        failures: list[BaseException] = []

        def loop() -> None:
            worker = None
            while not failures:
                try:
                    i = work.get_nowait()
                except queue.Empty:
                    break
                try:
                    worker = worker or Worker(self.engine, self.environment)
                except (EOFError, TimeoutError) as error:
                    failures.append(RuntimeError(f"the {self.engine} worker does not start; GC_ORACLE_LOG=1 shows why"))
                    failures.append(error)
                    break
                try:
                    results[i] = worker.run(cases[i], ways)
                except (EOFError, TimeoutError, BrokenPipeError) as error:
                    worker.close()
                    how = "took too long" if isinstance(error, TimeoutError) else f"ended with {worker.process.returncode}"
                    results[i] = [("crashed", how)] * len(ways)
                    worker = None
            if worker:
                worker.close()

        threads = [threading.Thread(target=loop) for _ in range(min(self.jobs, max(1, len(cases) // 50)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return results


# Who is asked, in this order, until one runs the model.
REFERENCES = ("tensorflow", "litert", "tensorflow-normal", "litert-normal")


def reference_results(cases: list[Case], folder: pathlib.Path, jobs: int) -> list[tuple]:
    """(engine, status, outputs) for each case: of the first of REFERENCES that runs it, or the first one's refusal.

    Results are kept in `folder`, found again by all that they depend on but the versions of the two packages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "reference.pickle"
    known: dict[tuple[str, str], tuple] = pickle.loads(file.read_bytes()) if file.exists() else {}
    asked = {key(c): c for c in cases if c.expected is None}
    ran: dict[str, str] = {}
    for engine in REFERENCES:
        left = {k: c for k, c in asked.items() if k not in ran and (not c.ask or engine in c.ask)}
        new = [k for k in left if (engine, k) not in known]
        for k, result in zip(new, Pool(engine, jobs).run([left[k] for k in new], [(1, False)])):
            known[engine, k] = result[0]
        ran.update({k: engine for k in left if known[engine, k][0] == "ok"})
    file.write_bytes(pickle.dumps(known, protocol=5))
    results = []
    for case in cases:
        if case.expected is not None:
            results.append(("numpy", "ok", [case.expected]))
        else:
            engine = ran.get(key(case), (case.ask or REFERENCES)[0])
            results.append((engine, *known[engine, key(case)]))
    return results


def key(case: Case) -> str:
    return hashlib.sha256(pickle.dumps((case.model, case.runs, case.shapes), protocol=5)).hexdigest()
