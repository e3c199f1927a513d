"""An editor as a TOML language server sees it: a process that is talked to in the Language Server Protocol."""

from __future__ import annotations

import json
import subprocess
import sysconfig
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

PATIENCE = 60.0


class Editor:
    """An editor with one file open, and `tombi` as its language server; for a `with` statement."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._asked = 0

    def __enter__(self) -> Self:
        command = [str(Path(sysconfig.get_path("scripts"), "tombi")), "lsp", "--offline"]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self._file.parent
        )
        assert self._server.stdin
        assert self._server.stdout
        self._to: IO[bytes] = self._server.stdin
        self._from: IO[bytes] = self._server.stdout
        self._limit = threading.Timer(PATIENCE, self._server.kill)  # so that a server that hangs ends the test
        self._limit.start()
        self._ask("initialize", processId=None, rootUri=self._file.parent.as_uri(), capabilities={})
        self._say(method="initialized", params={})
        text = self._file.read_text(encoding="utf-8")
        document = {"uri": self._file.as_uri(), "languageId": "toml", "version": 1, "text": text}
        self._say(method="textDocument/didOpen", params={"textDocument": document})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._limit.cancel()
        self._server.kill()
        self._server.wait()
        self._to.close()
        self._from.close()

    def completions(self, line: int, character: int) -> list[str]:
        """What is offered at a place, line and character from 0; asked again while the server is still reading."""
        place = {"line": line, "character": character}
        found = None
        while not found:
            found = self._ask("textDocument/completion", textDocument={"uri": self._file.as_uri()}, position=place)
        return [item["label"] for item in (found["items"] if isinstance(found, dict) else found)]

    def _ask(self, method: str, **params: object) -> Any:
        self._asked += 1
        self._say(id=self._asked, method=method, params=params)
        while (heard := self._hear()).get("id") != self._asked or "method" in heard:
            if "id" in heard:  # a question of the server's, which an editor may leave open
                self._say(id=heard["id"], result=None)
        return heard["result"]

    def _say(self, **message: object) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._to.flush()

    def _hear(self) -> dict[str, Any]:
        length = 0
        while header := self._from.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        heard: dict[str, Any] = json.loads(self._from.read(length))
        return heard
