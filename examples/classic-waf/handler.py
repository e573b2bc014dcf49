"""The API: plain Python, no packages.

On AWS, Lambda calls `handle`. On your machine, `python3 handler.py` gives the same answers
over HTTP on the port in $PORT.
"""

import json
import os
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

ITEM = re.compile(r"/api/items/(\d+)")


def answer(method, path, query):
    """What a request gets: a status and something to be sent as JSON."""
    item = ITEM.fullmatch(path)
    if item and method in ("GET", "HEAD"):
        return 200, {"item_id": int(item[1]), "q": query.get("q"), "env": os.environ.get("ENV_NAME")}
    if path == "/api/health":
        return 200, {"ok": True}
    return 404, {"message": f"there is no {method} {path}"}


def handle(event, context):
    """Called by API Gateway: proxy integration, payload 1.0."""
    status, body = answer(event["httpMethod"], event["path"], event.get("queryStringParameters") or {})
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


class Local(BaseHTTPRequestHandler):
    """The same over HTTP."""

    protocol_version = "HTTP/1.1"

    def respond(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        url = urlsplit(self.path)
        status, body = answer(self.command, url.path, dict(parse_qsl(url.query)))
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_PATCH = do_DELETE = respond


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    ThreadingHTTPServer(("127.0.0.1", port), Local).serve_forever()
