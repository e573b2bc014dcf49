"""Shows items: to Lambda through `handle`, on your machine over HTTP on $PORT."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

ITEMS = {"1": "a lamp", "2": "a chair"}
# The gateway answers browsers that ask; the answer itself says who may read it, too.
HEADERS = {"content-type": "application/json", "access-control-allow-origin": "https://shop.example.com"}


def handle(event, context):
    item = (event.get("pathParameters") or {}).get("id")
    if item is None:
        return {"statusCode": 200, "headers": HEADERS, "body": json.dumps(ITEMS)}
    if item not in ITEMS:
        return {"statusCode": 404, "headers": HEADERS, "body": json.dumps({"message": "no such item"})}
    return {"statusCode": 200, "headers": HEADERS, "body": json.dumps(ITEMS[item])}


class Local(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = self.path.strip("/").split("/")
        answer = handle({"pathParameters": {"id": parts[1]} if len(parts) > 1 else None}, None)
        self.send_response(answer["statusCode"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer["body"])))
        self.end_headers()
        self.wfile.write(answer["body"].encode())


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Local).serve_forever()
