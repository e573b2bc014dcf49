"""Says hello: to Lambda through `handle`, on your machine over HTTP on $PORT."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

BODY = json.dumps({"message": "hello"})


def handle(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": BODY}


class Local(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY.encode())


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Local).serve_forever()
