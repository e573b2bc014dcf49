"""The function behind /api/*: plain Python, no packages.

On AWS, Lambda calls `handle`. On your machine, `python3 function/handler.py` serves the same
answers over HTTP on the port in $PORT.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(method, path):
    """What a request gets: a status and something to be sent as JSON."""
    if path == "/api/hello":
        return 200, {"message": f"hello from {os.environ.get('ENV_NAME', 'nowhere')}"}
    return 404, {"message": f"there is no {method} {path}"}


def handle(event, context):
    """Called by API Gateway (proxy integration, payload 1.0)."""
    status, body = answer(event["httpMethod"], event["path"])
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }


class Local(BaseHTTPRequestHandler):
    """The same over HTTP."""

    def do_GET(self):
        status, body = answer(self.command, self.path.partition("?")[0])
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    ThreadingHTTPServer(("127.0.0.1", port), Local).serve_forever()
