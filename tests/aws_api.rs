//! What `apply` makes, seen through the AWS API by a program that is not ours: boto3 looks, meddles and looks again.

use crate::support::place::{Place, examples};
use crate::support::served::{Served, left_over};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// How an example is called in AWS.
struct Names {
    stack: &'static str,
    domain: &'static str,
    zone: &'static str,
}

const SECURE: Names = Names { stack: "exampulumi", domain: "exampulumi.com", zone: "exampulumi.com." };
const CLASSIC: Names = Names { stack: "classic", domain: "classic.example.com", zone: "example.com." };

impl Names {
    fn of(&self, name: &str) -> String {
        format!("dev-{}-{name}", self.stack)
    }
}

/// The only member of a list or object.
#[track_caller]
fn only(value: &Value) -> &Value {
    let members: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    };
    assert_eq!(members.len(), 1, "not one but {value:#}");
    members[0]
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value:#}"))
}

fn named<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let mut items = list.as_array().into_iter().flatten();
    items.find(|item| item[key] == name).unwrap_or_else(|| panic!("no {key} {name} in {list:#}"))
}

fn ownership(names: &Names, address: &str) -> Value {
    json!({ "engine:stack": names.stack, "engine:env": "dev", "engine:resource": address })
}

/// The gateway hands every request to the alias, and exactly its stage may call it.
fn gateway_and_function(seen: &Value, names: &Names) {
    let api = &seen["apis"][names.of("api")];
    assert_eq!(api["api"]["endpointConfiguration"]["types"], json!(["REGIONAL"]));
    assert_eq!(api["api"]["tags"]["engine:resource"], "gateway.api/rest-api");
    assert_eq!(api["resources"]["/"], json!({}));
    let method = &api["resources"]["/{proxy+}"]["ANY"];
    assert_eq!(method["authorizationType"], "NONE");
    let integration = &method["methodIntegration"];
    assert_eq!(integration["type"], "AWS_PROXY");
    assert_eq!(integration["httpMethod"], "POST");
    assert_eq!(integration["timeoutInMillis"], 29000);
    let function = &seen["functions"][names.of("api")];
    let alias = &function["aliases"]["live"];
    let uri = format!(
        "arn:aws:apigateway:us-east-2:lambda:path/2015-03-31/functions/{}/invocations",
        text(&alias["AliasArn"])
    );
    assert_eq!(integration["uri"], uri);
    assert_eq!(api["stages"]["dev"]["deploymentId"], *only(&api["deployments"]));

    assert_eq!(alias["FunctionVersion"], "1");
    let configuration = &function["configuration"];
    assert_eq!(configuration["MemorySize"], 256);
    assert_eq!(configuration["Timeout"], 29);
    assert_eq!(configuration["PackageType"], "Image");
    assert_eq!(configuration["State"], "Active");
    assert_eq!(configuration["Environment"]["Variables"], json!({ "ENV_NAME": "dev" }));
    assert!(text(&function["code"]["ImageUri"]).ends_with(":latest"));
    assert_eq!(function["tags"], ownership(names, "function.api/function"));
    assert_eq!(function["policy"], Value::Null, "something may call the function around its alias");
    let statement = only(&function["policies"]["live"]["Statement"]);
    assert_eq!(statement["Effect"], "Allow");
    assert_eq!(statement["Action"], "lambda:InvokeFunction");
    assert_eq!(statement["Principal"], json!({ "Service": "apigateway.amazonaws.com" }));
    assert_eq!(statement["Resource"], alias["AliasArn"]);
    let source = format!("arn:aws:execute-api:us-east-2:000000000000:{}/dev/*/*", text(&api["api"]["id"]));
    assert_eq!(statement["Condition"], json!({ "ArnLike": { "AWS:SourceArn": source } }));

    let role = &seen["roles"][names.of("api")];
    assert_eq!(configuration["Role"], role["Arn"]);
    let group = &seen["log-groups"][format!("/aws/lambda/{}", names.of("api"))];
    assert_eq!(group["retentionInDays"], 30);
}

/// The distribution reads the private bucket as itself and proves itself to the gateway.
fn distribution_and_bucket(seen: &Value, names: &Names) {
    let distribution = only(&seen["distributions"]);
    let config = &distribution["DistributionConfig"];
    assert_eq!(config["Enabled"], true);
    assert_eq!(config["Aliases"]["Items"], json!([names.domain]));
    let origins = &config["Origins"]["Items"];
    let api = named(origins, "Id", "api");
    let id = text(&seen["apis"][names.of("api")]["api"]["id"]);
    assert_eq!(api["DomainName"], format!("{id}.execute-api.us-east-2.amazonaws.com"));
    assert_eq!(api["OriginPath"], "/dev");
    assert_eq!(api["CustomOriginConfig"]["OriginProtocolPolicy"], "https-only");
    let header = only(&api["CustomHeaders"]["Items"]);
    assert_eq!(header["HeaderName"], "X-Origin-Verify");
    assert!(text(&header["HeaderValue"]).len() >= 32);
    let pages = named(origins, "Id", "static");
    let control = only(&seen["access-controls"]);
    assert_eq!(pages["OriginAccessControlId"], control["Id"]);
    assert_eq!(control["SigningBehavior"], "always");
    assert_eq!(pages["OriginPath"], "");
    assert_eq!(pages["CustomHeaders"]["Quantity"], 0);
    let behavior = only(&config["CacheBehaviors"]["Items"]);
    assert_eq!(behavior["PathPattern"], "/api/*");
    assert_eq!(behavior["TargetOriginId"], "api");
    assert_eq!(behavior["AllowedMethods"]["Quantity"], 7);
    assert_eq!(config["CustomErrorResponses"]["Quantity"], 0, "errors of the API would turn into pages");
    assert_eq!(config["Restrictions"]["GeoRestriction"]["Quantity"], 5);
    let certificate = only(&seen["certificates"]);
    assert_eq!(config["ViewerCertificate"]["ACMCertificateArn"], certificate["CertificateArn"]);
    assert_eq!(config["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021");
    let rewrite = only(&config["DefaultCacheBehavior"]["FunctionAssociations"]["Items"]);
    assert_eq!(rewrite["FunctionARN"], only(&seen["edge-functions"])["FunctionMetadata"]["FunctionARN"]);

    let bucket = &seen["buckets"][names.of("static")];
    let kind = |key: &str| text(&bucket["objects"][key]["content-type"]).to_owned();
    assert_eq!(kind("index.html"), "text/html; charset=utf-8");
    assert_eq!(kind("app.js"), "text/javascript; charset=utf-8");
    assert_eq!(kind("style.css"), "text/css; charset=utf-8");
    assert_eq!(bucket["objects"].as_object().map(serde_json::Map::len), Some(3));
    let reader = only(&bucket["policy"]["Statement"]);
    assert_eq!(reader["Condition"]["StringEquals"]["AWS:SourceArn"], distribution["ARN"]);
    assert_eq!(reader["Action"], "s3:GetObject");
}

/// The name leads to the distribution, and its certificate was proven in the same zone.
fn names_and_certificate(seen: &Value, names: &Names) {
    let records = &seen["zones"][names.zone]["records"];
    let target = format!("{}.", text(&only(&seen["distributions"])["DomainName"]));
    for kind in ["A", "AAAA"] {
        let record = &records[format!("{}. {kind}", names.domain)];
        assert_eq!(record["AliasTarget"]["DNSName"], target);
        assert_eq!(record["AliasTarget"]["HostedZoneId"], "Z2FDTNDATAQYW2");
    }
    let certificate = only(&seen["certificates"]);
    assert_eq!(certificate["region"], "us-east-1");
    assert_eq!(certificate["Status"], "ISSUED");
    assert_eq!(certificate["DomainName"], names.domain);
    assert_eq!(certificate["InUseBy"], json!([only(&seen["distributions"])["ARN"]]));
    let asked = &only(&certificate["DomainValidationOptions"])["ResourceRecord"];
    let proof = &records[format!("{} CNAME", text(&asked["Name"]))];
    let given = text(&only(&proof["ResourceRecords"])["Value"]);
    assert_eq!(given.trim_end_matches('.'), text(&asked["Value"]).trim_end_matches('.'));
}

/// Nothing gets past the web ACL but what carries the header the distribution sends.
fn web_acl(seen: &Value, names: &Names) {
    let stage = &seen["apis"][names.of("api")]["stages"]["dev"];
    let acl = &stage["v2"];
    assert_eq!(stage["webAclArn"], acl["ARN"]);
    assert_eq!(stage["classic"], Value::Null);
    assert_eq!(*only(&seen["web-acls"]), *acl);
    assert_eq!(acl["DefaultAction"], json!({ "Block": {} }));
    let rule = only(&acl["Rules"]);
    assert_eq!(rule["Action"], json!({ "Allow": {} }));
    let statement = &rule["Statement"]["ByteMatchStatement"];
    assert_eq!(statement["PositionalConstraint"], "EXACTLY");
    assert_eq!(statement["FieldToMatch"], json!({ "SingleHeader": { "Name": "x-origin-verify" } }));
    assert_eq!(*only(&json!(crate::support::leaks::sent(seen))), statement["SearchString"]);
}

/// The same in WAF Classic, where each part of a rule is a thing of its own.
fn classic_web_acl(seen: &Value, names: &Names) {
    let stage = &seen["apis"][names.of("api")]["stages"]["dev"];
    let classic = &seen["classic"];
    let acl = only(&classic["web-acls"]);
    assert_eq!(stage["webAclArn"], acl["WebACLArn"]);
    assert_eq!(stage["classic"]["WebACLId"], acl["WebACLId"]);
    assert_eq!(stage["v2"], Value::Null);
    assert_eq!(acl["DefaultAction"], json!({ "Type": "BLOCK" }));
    // Names carry a random ending, so that a lost answer can be told from a thing of somebody else; metrics do not.
    let action = |name: &str| {
        let rule = named(&classic["rules"], "MetricName", &names.of(name).replace('-', ""));
        let step = named(&acl["Rules"], "RuleId", text(&rule["RuleId"]));
        (text(&step["Action"]["Type"]).to_owned(), only(&rule["Predicates"]).clone())
    };
    let (bots, predicate) = action("origin-only-bots");
    assert_eq!(bots, "BLOCK");
    let regex = only(&classic["regex-match-sets"]);
    assert_eq!(predicate, json!({ "Negated": false, "Type": "RegexMatch", "DataId": regex["RegexMatchSetId"] }));
    let patterns = only(&classic["regex-pattern-sets"]);
    assert_eq!(patterns["RegexPatternStrings"], json!(["curl/[0-9]|wget/[0-9]"]));
    let tuple = only(&regex["RegexMatchTuples"]);
    assert_eq!(tuple["RegexPatternSetId"], patterns["RegexPatternSetId"]);
    assert_eq!(tuple["FieldToMatch"], json!({ "Type": "HEADER", "Data": "user-agent" }));
    assert_eq!(tuple["TextTransformation"], "LOWERCASE");
    let (from_cdn, predicate) = action("origin-only-from-cdn");
    assert_eq!(from_cdn, "ALLOW");
    let bytes = only(&classic["byte-match-sets"]);
    assert_eq!(predicate, json!({ "Negated": false, "Type": "ByteMatch", "DataId": bytes["ByteMatchSetId"] }));
    let tuple = only(&bytes["ByteMatchTuples"]);
    assert_eq!(tuple["PositionalConstraint"], "EXACTLY");
    assert_eq!(tuple["TextTransformation"], "NONE");
    assert_eq!(*only(&json!(crate::support::leaks::sent(seen))), tuple["TargetString"]);
}

/// Applies, looks, meddles, puts it back, wrecks, builds up again, destroys.
fn life(example: &str, names: &Names, guard: fn(&Value, &Names)) {
    let judge = |seen: &Value| {
        gateway_and_function(seen, names);
        distribution_and_bucket(seen, names);
        names_and_certificate(seen, names);
        guard(seen, names);
    };
    let place = Place::of(&examples().join(example));
    place.demo(&["-v", "apply", "--local", "--yes"]).ends(0).says("created");

    let served = Served::start(&place);
    let made = served.look(&[]);
    judge(&made);
    let meddled = served.look(&["meddle"]);
    let sent = crate::support::leaks::sent(&made);
    assert_eq!(sent.len(), 1);
    assert_ne!(crate::support::leaks::sent(&meddled), sent);

    let drift = place.demo(&["drift", "--local", "--detailed-exitcode"]).ends(2);
    drift
        .prints("~ function.api/function")
        .prints("256 -> 512")
        .prints("~ bucket.static/object/index.html")
        .prints("~ cdn.site/distribution")
        .prints("(secret changed)")
        .prints("- gateway.api/web-acl-association")
        .prints("drift: 4 of ");
    let plan = place.demo(&["plan", "--local", "--detailed-exitcode", "--out", "plan.json"]).ends(2);
    plan.prints("memory-size was changed outside engine and is put back").prints("1 to create, 3 to update");
    place.demo(&["plan", "--local", "--format", "json"]).ends(0).json();
    place.demo(&["apply", "plan.json", "--yes"]).ends(0).says("1 created, 3 updated");
    place.demo(&["plan", "--local", "--detailed-exitcode"]).ends(0).prints("nothing to do");
    // One cloud: what other processes did while it was served is seen there.
    let mended = served.look(&[]);
    judge(&mended);
    assert_eq!(mended["buckets"], made["buckets"]);
    assert_eq!(crate::support::leaks::sent(&mended), sent);

    // What is made anew has other ids, and whoever stays follows.
    let wrecked = served.look(&["wreck"]);
    assert_eq!((&wrecked["functions"], &wrecked["apis"]), (&json!({}), &json!({})));
    place.demo(&["apply", "--local", "--yes"]).ends(0).says("12 to create, 2 to update");
    place.demo(&["plan", "--local", "--detailed-exitcode"]).ends(0).prints("nothing to do");
    let rebuilt = served.look(&[]);
    judge(&rebuilt);
    assert_ne!(rebuilt["apis"], made["apis"]);
    served.stop();

    let looks: [&[&str]; 5] = [
        &["show", "desired"],
        &["show", "plan", "plan.json"],
        &["state", "show", "cdn.site/distribution"],
        &["state", "show", "waf.origin-only"],
        &["config", "list"],
    ];
    for arguments in looks {
        for format in ["human", "json"] {
            place.demo(&[arguments, &["--local", "--format", format]].concat()).ends(0);
        }
    }
    assert_eq!(
        crate::support::leaks::places(&place, &[sent, crate::support::leaks::sent(&meddled)].concat()),
        Vec::<String>::new()
    );
    place.demo(&["-v", "destroy", "--local", "--yes"]).ends(0).says("deleted");
    let served = Served::start(&place);
    assert_eq!(left_over(&served.look(&[])), Vec::<String>::new());
    served.stop();
    assert_eq!(crate::support::leaks::places(&place, &crate::support::leaks::sent(&made)), Vec::<String>::new());
}

#[test]
fn boto3_sees_the_reference_perimeter() {
    life("secure-api", &SECURE, web_acl);
}

#[test]
fn boto3_sees_the_perimeter_behind_waf_classic() {
    life("classic-waf", &CLASSIC, classic_web_acl);
}

#[test]
fn a_secret_in_a_file_would_be_found() {
    let value = "sX9-origin_header+that/nobody=knows".to_owned();
    for planted in [
        "{\"header\":\"sX9-origin_header+that/nobody=knows\"}".to_owned(),
        STANDARD.encode(format!("{{\"header\":\"{value}\"}}")),
        STANDARD.encode(format!("a{value}")),
        STANDARD.encode(format!("ab{value}")),
        value.bytes().map(|byte| format!("{byte:02X}")).collect(),
    ] {
        let place = Place::of(&examples().join("minimal"));
        std::fs::create_dir(place.root().join("hidden")).expect("a folder");
        std::fs::write(place.root().join("hidden/file"), &planted).expect("writes");
        assert_eq!(crate::support::leaks::places(&place, std::slice::from_ref(&value)).len(), 1, "{planted}");
    }
}
