"""A handler that does what it is asked to, well or badly."""

import json
import logging
import os
import time

logging.getLogger().setLevel(logging.INFO)
print("cold")


def deep():
    raise ValueError("bøom")


def handler(event, context):
    what = event["pathParameters"]["what"]
    logging.info("asked\tfor %s", what)
    if what == "error":
        deep()
    if what == "exit":
        os._exit(3)
    if what == "system-exit":
        raise SystemExit(4)
    if what == "set":
        return {1, 2}
    if what == "none":
        return None
    if what == "hang":
        time.sleep(60)
    if what == "bytes":
        return b'{"statusCode": 202, "body": "bytes"}'
    if what == "leak":
        raise ValueError(os.environ["TOKEN"])
    if what == "secret":
        print("the token is", os.environ["TOKEN"])
        return {"statusCode": 200, "body": json.dumps(len(os.environ["TOKEN"]))}
    left = context.get_remaining_time_in_millis()
    told = {
        "request": context.aws_request_id == event["requestContext"]["requestId"],
        "left": 0 < left <= 2000,
        "name": context.function_name,
        "version": context.function_version,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "group": context.log_group_name,
        "stream": context.log_stream_name,
        "client": context.client_context,
        "identity": context.identity.cognito_identity_id,
        "greeting": os.environ.get("GREETING"),
        "handler": os.environ["_HANDLER"],
        "runtime": os.environ["AWS_EXECUTION_ENV"],
        "traced": os.environ["_X_AMZN_TRACE_ID"].startswith("Root=1-"),
        "root": os.getcwd() == os.environ["LAMBDA_TASK_ROOT"],
        "variables": event["stageVariables"],
    }
    return {"statusCode": 200, "body": json.dumps({"told": told, "pid": os.getpid()}, ensure_ascii=False)}
