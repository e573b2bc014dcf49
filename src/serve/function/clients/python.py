"""Runs a Lambda handler over the Runtime API with nothing but the standard library.

Stands in for AWS's own client, `awslambdaric`, where that is not installed: the same context, the same errors. The handler
(`app.handler`) is the first argument; the code is in $LAMBDA_TASK_ROOT.
"""

import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

RUNTIME = "/2018-06-01/runtime"


class Fault(Exception):
    """What is wrong with a handler before it is called, under the name Lambda has for it."""

    def __init__(self, kind, message, stack=()):
        super().__init__(message)
        self.kind = kind
        self.stack = list(stack)


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """The second argument of a handler."""

    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = Identity()
        self.tenant_id = None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


class Api:
    """The Runtime API, over one connection that is kept."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, RUNTIME + path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.headers, answer.read()

    def fail(self, path, told):
        kind = {"Lambda-Runtime-Function-Error-Type": told["errorType"], "Content-Type": "application/json"}
        self.ask("POST", path, json.dumps(told).encode(), kind)


def number(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def told(error, request=""):
    """An error as the caller of a function gets it."""
    if isinstance(error, Fault):
        kind, stack = error.kind, error.stack
    else:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename != __file__]
        kind, stack = type(error).__name__, traceback.format_list(frames)
    return {"errorMessage": str(error), "errorType": kind, "requestId": request, "stackTrace": stack}


def show(error):
    lines = [f"[ERROR] {error['errorType']}: {error['errorMessage']}"]
    if error["stackTrace"]:
        lines += ["Traceback (most recent call last):", *"".join(error["stackTrace"]).splitlines()]
    print("\n".join(lines), flush=True)


def load(name):
    module, dot, function = name.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{name}': it is written module.function")
    if module.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module} as a handler module")
    try:
        found = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}") from error
    except SyntaxError as error:
        at = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}", [at]) from error
    if not hasattr(found, function):
        raise Fault("Runtime.HandlerNotFound", f"Handler '{function}' missing on module '{module}'")
    return getattr(found, function)


class Named(logging.Filter):
    """Every line of the log names the request it belongs to."""

    request = ""

    def filter(self, record):
        record.aws_request_id = self.request
        return True


def follow_the_log():
    form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler, named = logging.StreamHandler(sys.stdout), Named()
    handler.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))
    handler.formatter.converter = time.gmtime
    handler.addFilter(named)
    logging.getLogger().addHandler(handler)
    return named


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    api, named = Api(), follow_the_log()
    try:
        handler = load(sys.argv[1])
    except Exception as error:
        problem = told(error)
        show(problem)
        api.fail("/init/error", problem)
        sys.exit(1)
    while True:
        headers, event = api.ask("GET", "/invocation/next")
        request = headers["lambda-runtime-aws-request-id"]
        named.request = request
        os.environ["_X_AMZN_TRACE_ID"] = headers["lambda-runtime-trace-id"]
        try:
            answer = handler(json.loads(event), Context(headers))
            try:
                if not isinstance(answer, bytes):
                    answer = json.dumps(answer, default=number, ensure_ascii=False).encode()
            except Exception as error:
                raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error
        except Exception as error:
            problem = told(error, request)
            show(problem)
            api.fail(f"/invocation/{request}/error", problem)
        else:
            api.ask("POST", f"/invocation/{request}/response", answer, {"Content-Type": "application/json"})


if __name__ == "__main__":
    main()
