"""The web of bench/soak.py: one port on many loopback hosts, where the path says what the server does.

python bench/soak_servers.py HOST...    prints the port, and ends when its standard input does
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import sys

FILLER = "<p>The lake lies between three hills, and its water is cold for most of the year.</p>" * 8
PAGE = (
    '<!doctype html><html lang="en"><title>Lake notes {0}</title><body><main><h1>Lake notes {0}</h1>'
    "<p>The Lake Act became law in 1979.</p>{1}</main></body></html>"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = gzip.compress(bytes(100_000_000))


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    """A whole and proper answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def at_once(kind: str, name: str, path: str) -> bytes:
    """What is said in one go."""
    if kind == "good":
        return answer("200 OK", PAGE.format(name, FILLER).encode(), "Content-Type: text/html")
    said = {
        "closed": b"",
        "bomb": answer("200 OK", BOMB, "Content-Type: text/html", "Content-Encoding: gzip"),
        "loop": answer("302 Found", b"", f"Location: {path}"),
        "busy": answer("503 Service Unavailable", b"", "Retry-After: 1"),
        "gone": answer("410 Gone"),
        "garbage": b"SSH-2.0-OpenSSH_9.6\r\n",
        "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        "picture": answer("200 OK", b"\x89PNG\r\n" + bytes(500), "Content-Type: image/png"),
        "empty": answer("200 OK", b"", "Content-Type: text/html"),
        "reset": HEAD + b"Content-Length: 5000\r\n\r\nhalf of",
        "drip": HEAD + b"\r\n",
        "endless": HEAD + b"\r\n",
    }
    return said.get(kind, answer("404 Not Found"))


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection."""
    try:
        request = (await reader.readuntil(b"\r\n\r\n")).split(b" ")
        path = request[1].decode("latin-1")
        kind, _, name = path.strip("/").partition("/")
        if kind == "silent":
            await reader.read()
            return
        writer.write(at_once(kind, name, path))
        await writer.drain()
        while kind in ("drip", "endless"):
            writer.write(b"." if kind == "drip" else bytes(65536))
            await writer.drain()
            await asyncio.sleep(0.05 if kind == "drip" else 0)
        if kind == "reset":
            writer.transport.abort()
    except (OSError, asyncio.IncompleteReadError, IndexError):
        pass
    finally:
        writer.close()


async def main(hosts: list[str]) -> None:
    """Serves until standard input ends."""
    servers = []
    port = 0
    for host in hosts:
        listener = socket.create_server((host, port), backlog=512)
        port = listener.getsockname()[1]
        servers.append(await asyncio.start_server(serve, sock=listener))
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
