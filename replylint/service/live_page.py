"""The live page: three files of the package, served as they are."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER = Path(__file__).parent / "page"
_FILES = (
    ("/", "index.html", "text/html"),
    ("/page/page.css", "page.css", "text/css"),
    ("/page/text.js", "text.js", "text/javascript"),
    ("/page/guide.js", "guide.js", "text/javascript"),
    ("/page/page.js", "page.js", "text/javascript"),
)


def routes() -> list[Route]:
    """The addresses of the page."""
    return [_route(path, (_FOLDER / name).read_bytes(), kind) for path, name, kind in _FILES]


def _route(path: str, content: bytes, kind: str) -> Route:
    async def serve(_: Request) -> Response:
        return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})

    return Route(path, serve)
