"""A web server in a function's place that behaves badly when asked to."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        what = self.path.split("?")[0].rsplit("/", 1)[-1]
        if what == "hang":
            time.sleep(60)
        if what == "slow":
            time.sleep(1.5)
        if what == "exit":
            os._exit(3)
        if what == "flood":
            for number in range(20000):
                print("flood", number)
            sys.stdout.flush()
        text = json.dumps({
            "version": "first", "method": self.command, "path": self.path, "body": len(body),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "greeting": os.environ.get("GREETING"),
        }).encode()
        if what == "big":
            text = b"x" * 20_000_000
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("x-two", "1")
        self.send_header("x-two", "2")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_PUT = do_GET

    def log_message(self, *words):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Server).serve_forever()
