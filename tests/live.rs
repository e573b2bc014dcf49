//! `engine test --live` against an `engine dev` at work: what is answered, what the model says of what stands, and what the spec says.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::dev::Dev;
use crate::support::place::{Place, Ran};

fn live(place: &Place, more: &[&str]) -> Ran {
    place.demo(&[&["test", "--local", "--live"], more].concat())
}

#[test]
fn a_running_dev_is_found_and_asked() {
    let place = Place::example("secure-api");
    live(&place, &[]).ends(1).says("no `engine dev` serves this spec").says("engine dev spec.kdl");
    let dev = Dev::start(&place, &[]);
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    // Also what only this machine can be told: plain HTTP, other countries, other addresses, files.
    let more = "    request \"GET\" \"http://exampulumi.com/api/items/1\" status=301 by=\"cdn.site\"\n    \
                request \"GET\" \"https://exampulumi.com/\" country=\"CU\" status=403 by=\"cdn.site\"\n    \
                request \"GET\" \"https://exampulumi.com/index.html\" from=\"203.0.113.7\" status=200\n    \
                request \"GET\" \"https://exampulumi.com/api/items/7\" status=200 reaches=\"function.api\"\n    \
                request \"GET\" \"https://exampulumi.com/missing.txt\" status=403\n    \
                request \"POST\" \"https://exampulumi.com/api/items\" body-size=\"11MB\" status=413\n    only-through";
    std::fs::write(place.path("demo/spec.kdl"), spec.replace("    only-through", more)).expect("writes");
    let ran = live(&place, &["--junit", "live.xml"]).done();
    let ran =
        ran.prints("9 hold, 0 fail").prints("answered 301").prints("answered 200").says("asking the `engine dev`");
    assert_eq!(ran.out.matches("       answered").count(), 8, "{}", ran.out);
    assert!(ran.out.contains("at 6 ways in: all were answered as the model says"), "{}", ran.out);
    let report = std::fs::read_to_string(place.path("demo/live.xml")).expect("the report");
    assert!(report.contains("tests=\"9\" failures=\"0\""), "{report}");
    // Its secret was sent and never shown.
    dev.line("/api/items/7");
    dev.stop();
    assert!(!place.path("demo/.engine/local/dev.json").exists());
    live(&place, &[]).ends(1).says("no `engine dev` serves this spec");
}

/// Takes the web ACL off the stage behind engine's back, as the AWS CLI would.
fn unguard(place: &Place, dev: &Dev) {
    let state = place.demo(&["state", "show", "gateway.api/stage", "--local", "--format", "json"]).done().json();
    let arn =
        state["resources"][0]["outputs"]["arn"].as_str().unwrap_or_else(|| panic!("no ARN in {state:#}")).to_owned();
    boto3(dev, "wafv2", &format!("aws.disassociate_web_acl(ResourceArn='{arn}')"));
}

/// Runs Python with `aws` as a client of a service of the embedded cloud; gives what it prints.
fn boto3(dev: &Dev, service: &str, code: &str) -> String {
    let script = format!(
        "import boto3\naws = boto3.client('{service}', region_name='us-east-2', endpoint_url='http://127.0.0.1:{}', \
         aws_access_key_id='x', aws_secret_access_key='x')\n{code}\n",
        dev.aws
    );
    let ran = Command::new("python3").args(["-c", &script]).output().expect("python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

/// Waits until an answer of the CDN has a header with a value; no value for none.
fn until_header(dev: &Dev, asked: &str, name: &str, wanted: Option<&str>) {
    let began = Instant::now();
    loop {
        let answer = dev.ask(dev.cdn, asked, "");
        if answer.header(name) == wanted {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never {name}: {wanted:?}, but\n{}", answer.head);
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Puts a text in the place of another one in the spec in `demo`.
fn edit(place: &Place, from: &str, to: &str) {
    let path = place.path("demo/spec.kdl");
    let spec = std::fs::read_to_string(&path).expect("the spec");
    assert!(spec.contains(from), "{from} is not in the spec");
    std::fs::write(path, spec.replace(from, to)).expect("writes");
}

#[test]
fn what_somebody_changed_behind_its_back_is_a_disagreement() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    live(&place, &[]).done().prints("3 hold, 0 fail");
    unguard(&place, &dev);
    let began = Instant::now();
    while dev.ask(dev.gateway, "GET /dev/api/items/1", "").status == 403 {
        assert!(began.elapsed() < Duration::from_secs(10), "it never noticed");
        std::thread::sleep(Duration::from_millis(50));
    }
    let ran = live(&place, &["--junit", "live.xml"]).ends(1);
    for said in [
        "the spec and what is deployed disagree: by the spec it is 403 by waf.origin-only, by what stands it reaches function.api",
        "expected 403, and the answer was 200",
        "`engine drift` says what was changed",
        "reaches function.api without cdn.site",
        "1 hold, 2 fail",
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    let report = std::fs::read_to_string(place.path("demo/live.xml")).expect("the report");
    assert!(report.contains("failures=\"2\"") && report.contains("the spec and what is deployed disagree"), "{report}");
    dev.stop();
}

#[test]
fn what_the_edge_keeps_is_no_disagreement() {
    // A `HEAD` that no route serves is answered with what the edge kept of a `GET`.
    let place = Place::example("two-apis-one-cdn");
    let dev = Dev::start(&place, &[]);
    live(&place, &[]).done().prints("7 hold, 0 fail");
    let ran = live(&place, &[]).done();
    assert!(ran.out.contains("answered 200 out of what the edge keeps"), "{}", ran.out);
    dev.stop();
}

#[test]
fn a_second_dev_is_told_apart() {
    let place = Place::example("minimal");
    let first = Dev::start(&place, &[]);
    let second = Dev::start(&place, &[]);
    second.says(Duration::from_secs(10), "another `engine dev` serves the embedded cloud");
    drop(second);
    // The first one is still the one that is found.
    live(&place, &[]).says("asking the `engine dev`");
    first.stop();
}

#[test]
fn plain_http_is_what_it_is_when_that_is_asked_for() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &["--plain-http"]);
    let moved = dev.ask(dev.cdn, "GET /api/items/1?q=2", "");
    let there = "https://localhost/api/items/1?q=2";
    assert_eq!((moved.status, moved.header("location")), (301, Some(there)));
    assert_eq!(dev.line("/api/items/1?q=2")["https"], false);
    // With the port it was asked on, as clients send it; over TLS, and where it is said, it is HTTPS.
    let port = dev.cdn;
    let moved = dev.ask(port, &format!("GET /x\nHost: localhost:{port}"), "");
    assert_eq!(moved.header("location"), Some(format!("https://localhost:{port}/x").as_str()));
    assert_eq!(dev.ask(port, "GET /api/items/1\nX-Engine-Scheme: https", "").status, 200);
    let url = format!("https://localhost:{port}/api/items/1");
    let certificate = place.path("demo/.engine/local/cdn.pem");
    let ran = Command::new("curl")
        .args(["-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "--cacert"])
        .arg(&certificate)
        .arg(&url)
        .output()
        .expect("curl");
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "200", "{}", String::from_utf8_lossy(&ran.stderr));
    // Gateways speak nothing but HTTPS, so there it counts as that.
    assert_eq!(dev.ask(dev.gateway, "GET /dev/api/items/1", "").status, 403);
    dev.stop();
}

#[test]
fn an_edit_leaves_nothing_stale_at_the_edge() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    let ask = || dev.ask(dev.cdn, "GET /app.js", "");
    let cache = |path: &str| dev.line(path)["cache"].clone();
    let before = ask();
    assert_eq!((before.header("x-cache"), cache("/app.js")), (Some("Miss from cloudfront"), "miss".into()));
    // Its line is told apart by a query, which is none of the key.
    let again = dev.ask(dev.cdn, "GET /app.js?again", "");
    assert_eq!((again.header("x-cache"), cache("/app.js?again")), (Some("Hit from cloudfront"), "hit".into()));
    assert_eq!((again.header("age").is_some(), &again.body), (true, &before.body));
    assert_eq!(dev.line("/app.js?again")["by"], "cdn.site hit");
    std::fs::write(place.path("demo/site/app.js"), "console.log('another one')\n").expect("writes");
    let began = Instant::now();
    while ask().body == before.body {
        assert!(began.elapsed() < Duration::from_secs(20), "the old one is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
    dev.stop();
}

/// A response headers policy, and requests that meet it: answered by a bucket, by a function, and by the edge.
fn with_policies(place: &Place) {
    let policy = "{\n        response-headers-policy {\n            cors {\n                origins \"https://shop.example.com\"\n                \
                  methods \"GET\" \"POST\"\n            }\n            frame-options \"DENY\"\n            header \"Cache-Control\" \"no-store\"\n            \
                  header \"X-Team\" \"web\" override=#false\n            remove-headers \"X-Powered-By\"\n        }\n    }";
    edit(place, "forward=\"all-except-host\"", &format!("forward=\"all-except-host\" {policy}"));
    edit(place, "spa=#true", &format!("spa=#true {policy}"));
    let origin = "{\n        header \"Origin\" \"https://shop.example.com\"\n    }";
    let more = format!(
        "    request \"GET\" \"https://exampulumi.com/index.html\" status=200 {origin}\n    \
         request \"GET\" \"https://exampulumi.com/api/items/3\" status=200 {origin}\n    \
         request \"GET\" \"http://exampulumi.com/index.html?a=b\" status=301\n    \
         request \"GET\" \"https://exampulumi.com/missing.txt\" status=403\n    only-through"
    );
    edit(place, "    only-through", &more);
}

#[test]
fn headers_that_somebody_changed_are_a_disagreement() {
    let place = Place::example("secure-api");
    with_policies(&place);
    let dev = Dev::start(&place, &[]);
    live(&place, &[]).done().prints("7 hold, 0 fail");
    // The policy of the API says something else from now on, and what it removed it lets through.
    let code = "for one in aws.list_response_headers_policies(Type='custom')['ResponseHeadersPolicyList']['Items']:\n    \
                policy = one['ResponseHeadersPolicy']\n    \
                found = aws.get_response_headers_policy(Id=policy['Id'])\n    \
                config = found['ResponseHeadersPolicy']['ResponseHeadersPolicyConfig']\n    \
                config['SecurityHeadersConfig']['FrameOptions']['FrameOption'] = 'SAMEORIGIN'\n    \
                config['RemoveHeadersConfig'] = {'Quantity': 0, 'Items': []}\n    \
                config['CorsConfig']['AccessControlAllowOrigins'] = {'Quantity': 1, 'Items': ['https://evil.example']}\n    \
                aws.update_response_headers_policy(Id=policy['Id'], IfMatch=found['ETag'], ResponseHeadersPolicyConfig=config)";
    boto3(&dev, "cloudfront", code);
    until_header(&dev, "GET /api/items/1", "x-frame-options", Some("SAMEORIGIN"));
    let ran = live(&place, &["--junit", "live.xml"]).ends(1);
    let told = [
        "the spec and what is deployed disagree: by the spec `X-Frame-Options: DENY`, by what stands `X-Frame-Options: SAMEORIGIN`",
        "by the spec no `X-Powered-By`, by what stands nothing of `X-Powered-By`",
        "by the spec `Access-Control-Allow-Origin: https://shop.example.com`, by what stands nothing of `Access-Control-Allow-Origin`",
    ];
    for told in told {
        assert!(ran.out.contains(told), "{told} is not in\n{}", ran.out);
    }
    // What the edge answers by itself, and what never passes it, is as it was.
    assert!(ran.out.contains("3 hold, 4 fail"), "{}", ran.out);
    let report = std::fs::read_to_string(place.path("demo/live.xml")).expect("the report");
    assert!(
        report.contains("failures=\"4\"") && report.contains("by what stands `X-Frame-Options: SAMEORIGIN`"),
        "{report}"
    );
    let json = live(&place, &["--format", "json"]).ends(1).json();
    let problems =
        json["tests"].as_array().expect("tests").iter().flat_map(|test| test["problems"].as_array().expect("a list"));
    assert!(problems.filter_map(|one| one.as_str()).any(|one| one == told[0]), "{json:#}");
    dev.stop();
}

/// A server that answers everything with this head; gives where it listens.
fn answering(head: &'static str) -> u16 {
    use std::io::{BufRead as _, BufReader, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let _ = (&stream).write_all(format!("{head}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
        }
    });
    port
}

#[test]
fn an_answer_with_other_headers_than_the_model_says_is_a_disagreement() {
    let place = Place::example("secure-api");
    with_policies(&place);
    place.demo(&["apply", "--local", "--yes"]).done();
    let ask = |head: &'static str| {
        live(&place, &["--connect", &format!("exampulumi.com=127.0.0.1:{}", answering(head))]).ends(1).out
    };
    let out = ask("HTTP/1.1 200 OK\r\nX-Frame-Options: SAMEORIGIN\r\nX-Powered-By: express\r\nX-Team: origin\r\n\
                   Access-Control-Allow-Origin: https://shop.example.com\r\nServer: nginx\r\nX-Cache: Miss\r\n");
    for told in [
        "the model and what is deployed disagree: the model says `X-Frame-Options: DENY`, the answer has `x-frame-options: SAMEORIGIN`",
        "the model says no `X-Powered-By`, the answer has `x-powered-by: express`",
        "the model says `Cache-Control: no-store`, the answer has no `cache-control`",
    ] {
        assert!(out.to_ascii_lowercase().contains(&told.to_ascii_lowercase()), "{told} is not in\n{out}");
    }
    // What is the origin's own to say, and what servers add.
    for alone in ["X-Team", "Server", "X-Cache", "Access-Control-Allow-Origin"] {
        assert!(
            !out.contains(&format!("says `{alone}")) && !out.contains(&format!("says no `{alone}")),
            "{alone} is in\n{out}"
        );
    }
    let out = ask("HTTP/1.1 301 Moved\r\nLocation: https://evil.example/\r\nContent-Type: text/plain\r\n");
    let told = "the model says `Location: https://exampulumi.com/index.html?a=b`, the answer has `Location: https://evil.example/`";
    assert!(out.contains(told), "{told} is not in\n{out}");
    assert!(!out.to_ascii_lowercase().contains("says `content-type"), "{out}");
}

#[test]
fn cors_that_a_gateway_answers_itself_is_compared() {
    let place = Place::example("keys-and-authorizers");
    edit(
        &place,
        "request \"OPTIONS\" \"${gateway.api.invoke-url}/items\" status=204",
        "request \"OPTIONS\" \"${gateway.api.invoke-url}/items\" status=204 {\n        header \"Origin\" \"https://shop.example.com\"\n        \
         header \"Access-Control-Request-Method\" \"GET\"\n    }",
    );
    place.demo(&["apply", "--local", "--yes"]).done();
    let dev = Dev::start(&place, &[]);
    let ran = live(&place, &[]);
    assert!(!ran.out.contains("the model says"), "{}", ran.out);
    dev.stop();
    let other = answering(
        "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n",
    );
    let ran = live(&place, &["--connect", &format!("127.0.0.1:{other}")]).ends(1);
    for told in [
        "the model says `Access-Control-Allow-Origin: https://shop.example.com`, the answer has `Access-Control-Allow-Origin: *`",
        "the model says `Access-Control-Max-Age: 600`, the answer has no `Access-Control-Max-Age`",
        "the model says no `access-control-allow-credentials`, the answer has `access-control-allow-credentials: true`",
    ] {
        assert!(ran.out.contains(told), "{told} is not in\n{}", ran.out);
    }
}

#[test]
fn policies_of_others_are_read_where_the_cloud_is_asked() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    let code = "none = {'CookieBehavior': 'none'}\nquery = {'QueryStringBehavior': 'none'}\n\
                cache = aws.create_cache_policy(CachePolicyConfig={'Name': 'theirs', 'MinTTL': 0, 'DefaultTTL': 0, 'MaxTTL': 60, \
                'ParametersInCacheKeyAndForwardedToOrigin': {'EnableAcceptEncodingGzip': False, 'HeadersConfig': {'HeaderBehavior': 'none'}, \
                'CookiesConfig': none, 'QueryStringsConfig': query}})['CachePolicy']['Id']\n\
                request = aws.create_origin_request_policy(OriginRequestPolicyConfig={'Name': 'theirs', \
                'HeadersConfig': {'HeaderBehavior': 'none'}, 'CookiesConfig': none, \
                'QueryStringsConfig': {'QueryStringBehavior': 'whitelist', 'QueryStrings': {'Quantity': 1, 'Items': ['q']}}})['OriginRequestPolicy']['Id']\n\
                answer = aws.create_response_headers_policy(ResponseHeadersPolicyConfig={'Name': 'theirs', 'CustomHeadersConfig': \
                {'Quantity': 1, 'Items': [{'Header': 'X-Theirs', 'Value': 'yes', 'Override': True}]}})['ResponseHeadersPolicy']['Id']\n\
                print(cache, request, answer)";
    let ids = boto3(&dev, "cloudfront", code);
    let ids: Vec<&str> = ids.split(' ').collect();
    let theirs = format!(
        "cache-policy-id=\"{}\" origin-request-policy-id=\"{}\" response-headers-policy-id=\"{}\"",
        ids[0], ids[1], ids[2]
    );
    edit(&place, "cache=\"disabled\" forward=\"all-except-host\"", &theirs);
    until_header(&dev, "GET /api/items/1", "x-theirs", Some("yes"));
    let url = "https://exampulumi.com/api/items/1?q=1&r=2";
    // Offline nobody knows them.
    let offline = place.demo(&["trace", url, "--local"]).done().out;
    assert!(offline.contains(&format!("policy {} is not known here", ids[0])), "{offline}");
    assert!(!offline.contains("not sent on"), "what it does is not known: {offline}");
    let asked = place.demo(&["trace", url, "--local", "--deployed"]).done().out;
    for said in ["reaches function.api", "sets `X-Theirs: yes`", "items/1?q=1\n", "query parameters not sent on: r\n"] {
        assert!(asked.contains(said), "{said} is not in\n{asked}");
    }
    for unknown in ["not known here", "uncertain"] {
        assert!(!asked.contains(unknown), "{unknown} is in\n{asked}");
    }
    // Spec and cloud agree, and so does what is answered.
    live(&place, &[]).done().prints("3 hold, 0 fail");
    dev.stop();
}
