"""Holds exchanges with AWS's API against AWS's own descriptions of it, which botocore carries.

Reads one exchange a line from standard input (JSON: method, uri, headers, body, status, answer-headers, answer; bodies in
base64) and writes one line for each thing that does not fit: a member nobody knows, one that is missing, a value that is out
of range, not of the enumeration or not of the pattern, an error the operation does not have; before it the exchange's `mark`,
if it has one. Last comes how many exchanges and operations it saw. Descriptions say more than botocore checks by itself, and
less than the services do.
"""

import base64
import collections
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET

import botocore.loaders
from botocore.model import ServiceModel

MODELS = {}


def model(service):
    if service not in MODELS:
        loaded = botocore.loaders.Loader().load_service_model(service, "service-2")
        MODELS[service] = ServiceModel(loaded, service)
    return MODELS[service]


# What descriptions write for Java.
CLASSES = {r"\p{L}": "^\\W\\d_", r"\p{Z}": " ", r"\p{N}": r"\d", r"\p{S}": "$+<=>^`|~", r"\p{P}": "!-/:-@\\[-_{}",
           r"\p{M}": "", r"\p{ASCII}": "\\x00-\\x7f", r"\p{Graph}": "!-~", r"\p{Print}": " -~", r"\p{IsAlphabetic}": "a-zA-Z"}
PATTERNS = {}


def pattern(text):
    """The compiled pattern, or None where it says what `re` cannot."""
    if text not in PATTERNS:
        said = text
        for java, python in CLASSES.items():
            said = said.replace(java, python if not python.startswith("^") else r"\w")
        try:
            PATTERNS[text] = re.compile(said)
        except re.error:
            PATTERNS[text] = None
    return PATTERNS[text]


class Judge:
    def __init__(self, strict):
        # Whether what is required must be there and ranges hold: services answer what came before a rule as well.
        self.strict = strict
        self.problems = []

    def say(self, path, problem):
        self.problems.append(f"{path or 'it'} {problem}")

    def value(self, shape, value, path=""):
        kind = getattr(self, shape.type_name, None)
        if kind is None:
            self.text(shape, value, path)
        else:
            kind(shape, value, path)

    def structure(self, shape, value, path):
        if shape.is_document_type:
            return
        if not isinstance(value, dict):
            return self.say(path, f"is {type(value).__name__}, no structure")
        for name in value:
            if name not in shape.members:
                self.say(f"{path}.{name}", "is no member AWS knows")
        if self.strict:
            for name in shape.required_members:
                if value.get(name) is None:
                    self.say(f"{path}.{name}", "is required and missing")
        for name, inner in value.items():
            if name in shape.members and inner is not None:
                self.value(shape.members[name], inner, f"{path}.{name}")

    def list(self, shape, value, path):
        if not isinstance(value, list):
            return self.say(path, f"is {type(value).__name__}, no list")
        self.size(shape, len(value), path, "items")
        for inner in value:
            self.value(shape.member, inner, f"{path}[]")

    def map(self, shape, value, path):
        if not isinstance(value, dict):
            return self.say(path, f"is {type(value).__name__}, no map")
        self.size(shape, len(value), path, "members")
        for key, inner in value.items():
            self.value(shape.key, key, f"{path}<key>")
            if inner is not None:
                self.value(shape.value, inner, f"{path}<{key}>")

    def text(self, shape, value, path):
        if not isinstance(value, str):
            return self.say(path, f"is {type(value).__name__}, no text")
        self.size(shape, len(value), path, "characters")
        if shape.enum and value not in shape.enum:
            self.say(path, f"is {value!r}, which is none of {', '.join(shape.enum[:8])}")
        wanted = shape.metadata.get("pattern")
        compiled = wanted and self.strict and pattern(wanted)
        if compiled and not compiled.fullmatch(value):
            self.say(path, f"is {value[:80]!r}, which is not {wanted}")

    def character(self, shape, value, path):
        self.text(shape, value, path)

    def size(self, shape, size, path, what):
        least, most = shape.metadata.get("min"), shape.metadata.get("max")
        if self.strict and least is not None and size < least:
            self.say(path, f"has {size} {what}, fewer than {least}")
        if self.strict and most is not None and size > most:
            self.say(path, f"has {size} {what}, more than {most}")

    def integer(self, shape, value, path):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self.say(path, f"is {value!r}, no number")
        self.size(shape, value, path, "(its value)")

    long = float = double = integer

    def boolean(self, shape, value, path):
        if not isinstance(value, bool):
            self.say(path, f"is {value!r}, not true or false")

    def blob(self, shape, value, path):
        if isinstance(value, str):
            try:
                value = base64.b64decode(value, validate=True)
            except ValueError:
                return self.say(path, "is no base64")
        self.size(shape, len(value), path, "bytes")

    def timestamp(self, shape, value, path):
        if not isinstance(value, (int, float, str)):
            self.say(path, f"is {value!r}, no time")


def scalar(shape, text):
    """A value as it stands in a URI, a header, a form or between tags."""
    if shape.type_name == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if shape.type_name in ("integer", "long", "float", "double"):
        try:
            return float(text) if shape.type_name in ("float", "double") else int(text)
        except ValueError:
            return text
    return text


def local(tag):
    return tag.rsplit("}", 1)[-1]


def from_xml(shape, node, problems, path=""):
    """A value out of an element; what has no place in `shape` is a problem."""
    if shape.type_name == "structure":
        found, members = {}, {}
        for name, member in shape.members.items():
            flat = member.type_name in ("list", "map") and member.serialization.get("flattened")
            tag = member.serialization.get("name", name)
            if flat and member.type_name == "list":
                tag = member.member.serialization.get("name", tag)
            members[tag.rsplit(":", 1)[-1]] = (name, member, flat)
        for attribute in node.attrib:
            if local(attribute) in members:
                found[members[local(attribute)][0]] = node.attrib[attribute]
        for child in node:
            if local(child.tag) not in members:
                problems.append(f"{path}.{local(child.tag)} is no member AWS knows")
                continue
            name, member, flat = members[local(child.tag)]
            if flat and member.type_name == "list":
                found.setdefault(name, []).append(from_xml(member.member, child, problems, f"{path}.{name}[]"))
            else:
                found[name] = from_xml(member, child, problems, f"{path}.{name}")
        return found
    if shape.type_name == "list":
        wanted = shape.member.serialization.get("name", "member")
        for child in node:
            if local(child.tag) != wanted:
                problems.append(f"{path} holds {local(child.tag)}, not {wanted}")
        return [from_xml(shape.member, child, problems, f"{path}[]") for child in node]
    if shape.type_name == "map":
        key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        entries = [{local(child.tag): child for child in entry} for entry in node]
        return {entry[key].text or "": from_xml(shape.value, entry[value], problems, path) for entry in entries}
    return scalar(shape, node.text or "")


def from_form(shape, form, prefix, used):
    """A value out of a form of the query protocol."""
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            key = f"{prefix}.{name}" if prefix else name
            if any(one == key or one.startswith(f"{key}.") for one in form):
                found[name] = from_form(member, form, key, used)
        return found
    if shape.type_name == "list":
        stem = prefix if shape.serialization.get("flattened") else f"{prefix}.{shape.member.serialization.get('name', 'member')}"
        found, number = [], 1
        while any(one == f"{stem}.{number}" or one.startswith(f"{stem}.{number}.") for one in form):
            found.append(from_form(shape.member, form, f"{stem}.{number}", used))
            number += 1
        return found
    used.add(prefix)
    return scalar(shape, form[prefix])


def by_name(shape):
    """The members of a JSON body by what they are called there."""
    return {member.serialization.get("name", name): name for name, member in shape.members.items()}


def from_json(shape, value):
    """A JSON value with the names of the model for what it is called on the wire."""
    if shape.type_name == "structure" and isinstance(value, dict) and not shape.is_document_type:
        names = by_name(shape)
        known = {names[key]: from_json(shape.members[names[key]], inner) for key, inner in value.items() if key in names}
        return known | {key: inner for key, inner in value.items() if key not in names}
    if shape.type_name == "list" and isinstance(value, list):
        return [from_json(shape.member, inner) for inner in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: from_json(shape.value, inner) for key, inner in value.items()}
    return value


TEMPLATES = {}


def templates(service):
    """The operations of a REST service with a pattern for their paths, longest template first."""
    if service in TEMPLATES:
        return TEMPLATES[service]
    found = []
    for name in model(service).operation_names:
        operation = model(service).operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        parts = re.split(r"(\{[^}]+\})", path)
        text = "".join(
            f"(?P<{part.strip('{+}').replace('-', '_')}>{'.*' if part.endswith('+}') else '[^/]*'})" if part.startswith("{")
            else re.escape(part)
            for part in parts
        )
        # What must be in the query: written in the URI, or required of it.
        fixed = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        required = [
            member.serialization["name"]
            for name, member in (operation.input_shape.members if operation.input_shape else {}).items()
            if member.serialization.get("location") == "querystring" and name in operation.input_shape.required_members
        ]
        header = [
            member.serialization["name"]
            for name, member in (operation.input_shape.members if operation.input_shape else {}).items()
            if member.serialization.get("location") == "header" and name in operation.input_shape.required_members
        ]
        found.append((operation, re.compile(text.rstrip("/") + "/?"), fixed, required, header))
    found.sort(key=lambda one: (-len(one[2]) - len(one[3]) - len(one[4]), "+" in one[0].http["requestUri"]))
    TEMPLATES[service] = found
    return found


def operation_of(exchange, service, url, query, headers):
    """The operation of a REST call, with what its path says."""
    path = url.path
    if service == "s3" and not url.netloc.startswith("s3."):
        path = "/" + url.netloc.partition(".s3.")[0] + path
    for operation, template, fixed, required, header in templates(service):
        match = template.fullmatch(path)
        wanted = exchange["method"] == operation.http["method"] and match
        if wanted and all(query.get(key, [None])[0] == value for key, value in fixed.items()):
            if all(key in query for key in required) and all(key.lower() in headers for key in header):
                known = {key: value for key, value in match.groupdict().items()}
                return operation, {key: urllib.parse.unquote(value) for key, value in known.items()}, fixed
    return None, {}, {}


def member_named(shape, location, wanted):
    for name, member in shape.members.items():
        if member.serialization.get("location") == location and member.serialization.get("name", name).lower() == wanted.lower():
            return name, member
    return None, None


def rest_input(operation, exchange, path, query, fixed, headers, body, problems):
    shape, found = operation.input_shape, {}
    if shape is None:
        return {}
    for key, value in path.items():
        for name, member in shape.members.items():
            if member.serialization.get("location") == "uri" and member.serialization.get("name", name).replace("-", "_") == key:
                found[name] = scalar(member, value)
    free = [(name, member) for name, member in shape.members.items()
            if member.serialization.get("location") == "querystring" and member.type_name == "map"]
    for key, values in query.items():
        if key in fixed or key == "x-id":
            continue
        name, member = member_named(shape, "querystring", key)
        if name is None:
            if free:
                found.setdefault(free[0][0], {})[key] = values[0]
            else:
                problems.append(f"?{key} is nothing AWS asks for")
        elif member.type_name == "list":
            found[name] = [scalar(member.member, value) for value in values]
        else:
            found[name] = scalar(member, values[0])
    for name, member in shape.members.items():
        if member.serialization.get("location") == "header" and member.serialization["name"].lower() in headers:
            found[name] = scalar(member, headers[member.serialization["name"].lower()])
    payload = shape.serialization.get("payload")
    target = shape.members[payload] if payload else shape
    if target.type_name in ("blob", "string"):
        if body:
            found[payload] = body if target.type_name == "blob" else body.decode()
    elif body:
        said = parsed(operation, target, body, problems)
        found |= {payload: said} if payload else said
    return found


def parsed(operation, shape, body, problems):
    if operation.service_model.protocol == "rest-xml":
        return from_xml(shape, ET.fromstring(body), problems)
    return from_json(shape, json.loads(body))


def request(exchange, service, headers, body, problems):
    described = model(service)
    url = urllib.parse.urlsplit(exchange["uri"])
    query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
    if described.protocol == "json":
        operation = described.operation_model(headers["x-amz-target"].rsplit(".", 1)[-1])
        return operation, from_json(operation.input_shape, json.loads(body or b"{}")) if operation.input_shape else {}
    if described.protocol == "query":
        form = {key: values[0] for key, values in urllib.parse.parse_qs(body.decode(), keep_blank_values=True).items()}
        operation, used = described.operation_model(form.pop("Action")), set()
        form.pop("Version")
        said = from_form(operation.input_shape, form, "", used) if operation.input_shape else {}
        problems.extend(f"{key} is nothing AWS asks for" for key in form if key not in used and form[key] != "")
        return operation, said
    operation, path, fixed = operation_of(exchange, service, url, query, headers)
    if operation is None:
        problems.append(f"{exchange['method']} {exchange['uri']} is no operation")
        return None, {}
    return operation, rest_input(operation, exchange, path, query, fixed, headers, body, problems)


def answered(operation, exchange, problems):
    """What a successful answer says."""
    shape, body = operation.output_shape, base64.b64decode(exchange["answer"] or "")
    if shape is None or not body:
        return {}
    protocol = operation.service_model.protocol
    if protocol == "json":
        return from_json(shape, json.loads(body))
    if protocol == "query":
        root = ET.fromstring(body)
        results = [child for child in root if local(child.tag) == f"{operation.name}Result"]
        return from_xml(shape, results[0], problems) if results else {}
    payload = shape.serialization.get("payload")
    target = shape.members[payload] if payload else shape
    if target.type_name in ("blob", "string"):
        return {}
    said = parsed(operation, target, body, problems)
    return {payload: said} if payload else said


def error_code(operation, exchange):
    body = base64.b64decode(exchange["answer"] or "")
    headers = {key.lower(): value for key, value in exchange["answer-headers"].items()}
    if "x-amzn-errortype" in headers:
        return headers["x-amzn-errortype"].split(":")[0]
    if body[:1] == b"<":
        codes = [node.text for node in ET.fromstring(body).iter() if local(node.tag) == "Code"]
        return codes[0] if codes else ""
    return str(json.loads(body or b"{}").get("__type", "")).rsplit("#", 1)[-1]


# Services whose descriptions list the errors of each operation.
LISTS_ERRORS = {"wafv2", "waf-regional", "lambda", "apigateway", "cloudfront", "acm", "route53", "logs", "iam"}
# What any operation may answer and none lists.
ANYWHERE = {"ThrottlingException", "Throttling", "InternalFailure", "AccessDenied", "AccessDeniedException",
            "ValidationException", "ValidationError", "TooManyRequestsException"}


def judge(exchange):
    headers = {key.lower(): value for key, value in exchange["headers"].items()}
    service = headers["authorization"].partition("Credential=")[2].split("/")[3]
    body, problems = base64.b64decode(exchange["body"] or ""), []
    operation, said = request(exchange, service, headers, body, problems)
    if operation is None:
        return f"{service}", [f"request: {problem}" for problem in problems]
    strict = Judge(strict=True)
    if operation.input_shape is not None:
        # What was streamed is not in the record.
        if exchange["body"] is None and operation.input_shape.serialization.get("payload"):
            said[operation.input_shape.serialization["payload"]] = b""
        # A call the service refuses may be wrong: that is what the refusal says.
        if exchange["status"] < 400:
            strict.value(operation.input_shape, said)
    found = [f"request: {problem}" for problem in problems + strict.problems]
    if exchange["status"] < 300:
        problems, loose = [], Judge(strict=False)
        said = answered(operation, exchange, problems)
        if operation.output_shape is not None:
            loose.value(operation.output_shape, said)
        found += [f"answer: {problem}" for problem in problems + loose.problems]
    elif exchange["status"] >= 400 and service in LISTS_ERRORS:
        code = error_code(operation, exchange)
        listed = {shape.error_code for shape in operation.error_shapes} | {shape.name for shape in operation.error_shapes}
        if code and code not in listed | ANYWHERE:
            found.append(f"answer: {code} is no error of this operation")
    return f"{service} {operation.name}", found


def main():
    seen, told, exchanges = collections.Counter(), collections.Counter(), 0
    for line in sys.stdin:
        exchange = json.loads(line)
        try:
            call, problems = judge(exchange)
        except Exception as error:  # What cannot be read does not fit either.
            call, problems = f"{exchange['method']} {exchange['uri'].split('?')[0]}", [f"cannot be read: {error!r}"]
        call = f"{exchange['mark']} {call}" if "mark" in exchange else call
        exchanges += 1
        seen[call] += 1
        told.update(f"{call}: {problem}" for problem in problems)
    for problem, times in sorted(told.items()):
        print(f"{problem} ({times} times)")
    print(f"{exchanges} exchanges, {len(seen)} operations")


main()
