"""Takes orders: to Lambda through `handle`, on your machine over HTTP on $PORT."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


def handle(event, context):
    number = (event.get("pathParameters") or {}).get("id")
    answer = {"order": number, "state": "on its way"} if number else {"order": "2", "state": "taken"}
    return {
        "statusCode": 200 if number else 201,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(answer),
    }


class Local(BaseHTTPRequestHandler):
    def answer(self, number):
        answer = handle({"pathParameters": {"id": number} if number else None}, None)
        self.send_response(answer["statusCode"])
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer["body"])))
        self.end_headers()
        self.wfile.write(answer["body"].encode())

    def do_GET(self):
        self.answer(self.path.rsplit("/", 1)[-1])

    def do_POST(self):
        self.answer(None)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Local).serve_forever()
