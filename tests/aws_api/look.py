"""Looks at an AWS API with boto3 and prints what stands there as one JSON document.

    look.py ENDPOINT REGION            # everything
    look.py ENDPOINT REGION meddle     # first changes what somebody with a console would, see meddle()
    look.py ENDPOINT REGION wreck      # first removes things, see wreck()
"""

import json
import sys

try:
    import boto3
except ImportError:
    sys.exit("boto3 is missing: python3 -m pip install boto3")

ENDPOINT, REGION = sys.argv[1:3]
GLOBAL = "us-east-1"


def client(service, region=REGION):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=region,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def functions():
    api = client("lambda")
    found = {}
    for one in api.list_functions()["Functions"]:
        name = one["FunctionName"]
        aliases = api.list_aliases(FunctionName=name)["Aliases"]
        found[name] = {
            "configuration": one,
            "code": api.get_function(FunctionName=name)["Code"],
            "tags": api.list_tags(Resource=one["FunctionArn"])["Tags"],
            "aliases": {alias["Name"]: alias for alias in aliases},
            "policies": {alias["Name"]: policy(api, name, alias["Name"]) for alias in aliases},
            "policy": policy(api, name, None),
        }
    return found


def policy(api, name, qualifier):
    arguments = {"Qualifier": qualifier} if qualifier else {}
    try:
        return json.loads(api.get_policy(FunctionName=name, **arguments)["Policy"])
    except api.exceptions.ResourceNotFoundException:
        return None


def apis():
    api, v2, classic = client("apigateway"), client("wafv2"), client("waf-regional")
    found = {}
    for one in api.get_rest_apis()["items"]:
        resources = api.get_resources(restApiId=one["id"], embed=["methods"])["items"]
        stages = api.get_stages(restApiId=one["id"])["item"]
        for stage in stages:
            arn = f"arn:aws:apigateway:{REGION}::/restapis/{one['id']}/stages/{stage['stageName']}"
            stage["v2"] = v2.get_web_acl_for_resource(ResourceArn=arn).get("WebACL")
            stage["classic"] = classic.get_web_acl_for_resource(ResourceArn=arn).get("WebACLSummary")
        found[one["name"]] = {
            "api": one,
            "resources": {item["path"]: item.get("resourceMethods", {}) for item in resources},
            "stages": {stage["stageName"]: stage for stage in stages},
            "deployments": [item["id"] for item in api.get_deployments(restApiId=one["id"])["items"]],
        }
    return found


def distributions():
    api = client("cloudfront", GLOBAL)
    found = []
    for one in api.list_distributions()["DistributionList"].get("Items", []):
        whole = api.get_distribution(Id=one["Id"])["Distribution"]
        found.append(whole)
    return found


def access_controls():
    listed = client("cloudfront", GLOBAL).list_origin_access_controls()
    return listed["OriginAccessControlList"].get("Items", [])


def edge_functions():
    return client("cloudfront", GLOBAL).list_functions()["FunctionList"].get("Items", [])


def web_acls():
    found = []
    for scope, region in [("REGIONAL", REGION), ("CLOUDFRONT", GLOBAL)]:
        api = client("wafv2", region)
        for one in api.list_web_acls(Scope=scope)["WebACLs"]:
            found.append(api.get_web_acl(Scope=scope, Id=one["Id"], Name=one["Name"])["WebACL"])
    return found


def classic():
    api = client("waf-regional")

    def each(many, one, id):
        return [
            getattr(api, f"get_{one}")(**{id: item[id]})[id.removesuffix("Id")]
            for item in getattr(api, f"list_{many}")()[camel(many)]
        ]

    return {
        "web-acls": each("web_acls", "web_acl", "WebACLId"),
        "rules": each("rules", "rule", "RuleId"),
        "byte-match-sets": each("byte_match_sets", "byte_match_set", "ByteMatchSetId"),
        "regex-match-sets": each("regex_match_sets", "regex_match_set", "RegexMatchSetId"),
        "regex-pattern-sets": each("regex_pattern_sets", "regex_pattern_set", "RegexPatternSetId"),
    }


def camel(name):
    return "".join(word.capitalize() for word in name.split("_")).replace("Acls", "ACLs")


def buckets():
    api = client("s3")
    found = {}
    for bucket in api.list_buckets()["Buckets"]:
        name = bucket["Name"]
        objects = {}
        for item in api.list_objects_v2(Bucket=name).get("Contents", []):
            whole = api.get_object(Bucket=name, Key=item["Key"])
            objects[item["Key"]] = {
                "content-type": whole["ContentType"],
                "cache-control": whole.get("CacheControl"),
                "text": whole["Body"].read().decode(errors="replace"),
            }
        try:
            policy = json.loads(api.get_bucket_policy(Bucket=name)["Policy"])
        except api.exceptions.ClientError:
            policy = None
        found[name] = {"objects": objects, "policy": policy}
    return found


def zones():
    api = client("route53", GLOBAL)
    return {
        zone["Name"]: {
            "tags": api.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone["Id"].split("/")[-1])[
                "ResourceTagSet"
            ]["Tags"],
            "records": {
                f"{record['Name']} {record['Type']}": record
                for record in api.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
            },
        }
        for zone in api.list_hosted_zones()["HostedZones"]
    }


def certificates():
    found = []
    for region in sorted({REGION, GLOBAL}):
        api = client("acm", region)
        for one in api.list_certificates()["CertificateSummaryList"]:
            whole = api.describe_certificate(CertificateArn=one["CertificateArn"])["Certificate"]
            found.append(whole | {"region": region})
    return found


def log_groups():
    return {group["logGroupName"]: group for group in client("logs").describe_log_groups()["logGroups"]}


def roles():
    api = client("iam", GLOBAL)
    return {role["RoleName"]: api.get_role(RoleName=role["RoleName"])["Role"] for role in api.list_roles()["Roles"]}


def meddle():
    """More memory, the door without its guard, another page, a header nobody asked for."""
    api = client("lambda")
    for one in api.list_functions()["Functions"]:
        api.update_function_configuration(FunctionName=one["FunctionName"], MemorySize=512)
    for one in apis().values():
        for stage in one["stages"]:
            arn = f"arn:aws:apigateway:{REGION}::/restapis/{one['api']['id']}/stages/{stage}"
            if one["stages"][stage]["v2"]:
                client("wafv2").disassociate_web_acl(ResourceArn=arn)
            if one["stages"][stage]["classic"]:
                client("waf-regional").disassociate_web_acl(ResourceArn=arn)
    for bucket in client("s3").list_buckets()["Buckets"]:
        client("s3").put_object(Bucket=bucket["Name"], Key="index.html", Body=b"defaced", ContentType="text/html")
    api = client("cloudfront", GLOBAL)
    for one in distributions():
        got = api.get_distribution_config(Id=one["Id"])
        config = got["DistributionConfig"]
        for origin in config["Origins"]["Items"]:
            for header in origin.get("CustomHeaders", {}).get("Items", []):
                header["HeaderValue"] = "somebody-elses-value-0123456789abcdef"
        api.update_distribution(Id=one["Id"], IfMatch=got["ETag"], DistributionConfig=config)


def wreck():
    """Function and API go, and one thing each of what is many."""
    for name in functions():
        client("lambda").delete_function(FunctionName=name)
    for one in apis().values():
        client("apigateway").delete_rest_api(restApiId=one["api"]["id"])
    for name in log_groups():
        client("logs").delete_log_group(logGroupName=name)
    for bucket in client("s3").list_buckets()["Buckets"]:
        client("s3").delete_object(Bucket=bucket["Name"], Key="app.js")
        client("s3").delete_bucket_policy(Bucket=bucket["Name"])
    api = client("route53", GLOBAL)
    for zone in api.list_hosted_zones()["HostedZones"]:
        for record in api.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]:
            if record["Type"] == "AAAA":
                gone = {"Changes": [{"Action": "DELETE", "ResourceRecordSet": record}]}
                api.change_resource_record_sets(HostedZoneId=zone["Id"], ChangeBatch=gone)


for deed in sys.argv[3:]:
    {"meddle": meddle, "wreck": wreck}[deed]()

NOUNS = [
    functions,
    apis,
    distributions,
    access_controls,
    edge_functions,
    web_acls,
    classic,
    buckets,
    zones,
    certificates,
    log_groups,
    roles,
]


def plain(value):
    """Match strings are bytes in boto3, times are datetimes."""
    return value.decode() if isinstance(value, bytes) else str(value)


json.dump({noun.__name__.replace("_", "-"): noun() for noun in NOUNS}, sys.stdout, indent=1, default=plain)
