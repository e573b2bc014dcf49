"""Finds things: to Lambda through `handle`, on your machine over HTTP on $PORT."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

THINGS = ["a lamp", "a chair", "a large lamp"]


def handle(event, context):
    asked = (event.get("queryStringParameters") or {}).get("q", "")
    found = [thing for thing in THINGS if asked in thing]
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(found)}


class Local(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query).get("q", [""])[0]
        answer = handle({"queryStringParameters": {"q": asked}}, None)
        self.send_response(answer["statusCode"])
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer["body"])))
        self.end_headers()
        self.wfile.write(answer["body"].encode())


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Local).serve_forever()
