"""Decides who may call: lets in whoever knows the secret, which is enough to show how an authorizer answers."""

import hmac
import os


def handle(event, context):
    token = event.get("authorizationToken", "").removeprefix("Bearer ")
    known = hmac.compare_digest(token, os.environ["DOOR_SECRET"])
    # The answer is remembered for all routes, so it speaks of the whole stage and not of the one that was asked for.
    stage = "/".join(event["methodArn"].split("/")[:2])
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if known else "Deny",
        "Resource": f"{stage}/*",
    }
    return {
        "principalId": "shop",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
