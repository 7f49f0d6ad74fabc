"""A terminal in which commands are given, and a roster to give them."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.__main__ import answer
from bot.settings import VARIABLES

ROOT = Path(__file__).parents[2]

ROSTER = """
[[department]]
id = "service"
name = { zh = "客服部", en = "Customer service" }
supervisor = "chen"
[[member]]
id = "chen"
name = "陈伟"
role = "supervisor"
department = "service"
slack = "T111/U3"
[[member]]
id = "root"
name = "Root"
role = "admin"
slack = "T111/U1"
[[room]]
id = "sync"
kind = "sync"
slack = "T111/C1"
"""


@dataclass
class Terminal:
    """A working directory in which commands are given."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def process(self, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
        with self._started(*arguments) as process:
            try:
                yield process
            finally:
                process.kill()

    def _started(self, *arguments: str) -> "subprocess.Popen[str]":
        kept = {k: v for k, v in os.environ.items() if k not in VARIABLES and k[:3] != "LC_"}  # noqa: TID251 - a child's.
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def give(self, *arguments: str) -> "Told":
        """Give a command, in a process of its own or, where that is all the same, in this one."""
        if arguments[:1] != ("run",) and "LANG" not in self.environment:
            return self._here(*arguments)
        with self.process(*arguments) as process:
            out, err = process.communicate(timeout=30)
        return Told(process.returncode, out, err)

    def _here(self, *arguments: str) -> "Told":
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
            patched.chdir(self.folder)
            for variable in VARIABLES:
                patched.delenv(variable, raising=False)
            for variable, value in self.environment.items():
                patched.setenv(variable, value)
            status = answer(list(arguments))
        return Told(status, out.getvalue(), err.getvalue())

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@dataclass(frozen=True)
class Told:
    status: int
    out: str
    err: str

    def refused(self, status: int, *parts: str) -> bool:
        """One sentence on stderr, nothing on stdout, and never a traceback."""
        assert (self.status, self.out) == (status, ""), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        return all(part in self.err for part in parts)
