//! `engine trace` and `engine test` as a user meets them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use serde_json::Value;

use crate::support::place::Place;

const DIRECT: &str = "${gateway.api.invoke-url}/api/items/1";
const THROUGH: &str = "POST https://exampulumi.com/api/items?q=1";

#[test]
fn a_request_is_followed_hop_by_hop_with_the_line_that_decides() {
    let place = Place::example("secure-api");
    let ran = place.demo(&["trace", THROUGH, "-H", "X-Origin-Verify: guess", "--body", "{}", "--country", "de"]).done();
    let line = |text: &str| {
        let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
        let at = spec.lines().position(|line| line.contains(text)).expect("a line");
        format!("spec.kdl:{}", at + 1)
    };
    for said in [
        "pass    cdn.site",
        "- X-Origin-Verify: (secret origin-header) in place of the viewer's",
        "rule `from-cdn` allows it",
        "`ANY /{proxy+}` serves it, proxy = `api/items`",
        "reaches function.api, which answers by itself",
        "\"httpMethod\": \"POST\"",
        "\"body\": \"{}\"",
        &line("behavior \"/api/*\""),
        &line("rule \"from-cdn\""),
        &line("route \"ANY\""),
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    assert!(!ran.out.contains("as long as"), "{}", ran.out);
    place.demo(&["trace", THROUGH, "--country", "CU"]).done().prints("403, by cdn.site").prints(&line("geo-block"));
    place.demo(&["trace", "http://exampulumi.com/"]).done().prints("301, by cdn.site");
    place.demo(&["trace", "https://nowhere.example/"]).done().prints("no part of this perimeter answers");

    let ran = place.demo(&["trace", DIRECT, "-H", "X-Origin-Verify: guess"]).done();
    assert!(
        ran.out.contains(
            "403, by waf.origin-only\nas long as\n  what is sent is not the value of (secret origin-header)\n"
        ),
        "{}",
        ran.out
    );
    // It goes with a narrow terminal, too.
    place.set("COLUMNS", "46");
    let narrow = place.demo(&["trace", THROUGH]).done().out;
    let longest =
        narrow.split("receives").next().unwrap_or("").lines().skip(2).filter(|line| !line.contains("https://"));
    assert!(longest.map(|line| line.chars().count()).max().unwrap_or(0) <= 80, "{narrow}");
}

#[test]
fn odd_requests_are_followed_like_any_other() {
    let place = Place::example("secure-api");
    place
        .demo(&["trace", "exampulumi.com/x"])
        .done()
        .says("taken as https://exampulumi.com/x")
        .prints("reaches bucket.static");
    place
        .demo(&["trace", "HTTPS://WWW.EXAMPULUMI.com/"])
        .done()
        .prints("these answer: `exampulumi.com`, `cdn-site.cloudfront.net`");
    place
        .demo(&["trace", "https://[2001:db8::1]:8443/x"])
        .done()
        .prints("no part of this perimeter answers for `[2001:db8::1]`");
    place.demo(&["trace", "https://abc.lambda-url.us-east-2.on.aws/"]).done().prints("is the URL of a function");
    place
        .demo(&["trace", "https://exampulumi.com/api/å"])
        .done()
        .prints("/dev/api/%C3%A5")
        .prints("\"proxy\": \"api/å\"");
    place.demo(&["trace", "https://exampulumi.com/api/%ff%2F"]).done().prints("\"path\": \"/api/%ff%2F\"");
    place
        .demo(&["trace", "${cdn.nothing.url}/"])
        .ends(64)
        .says("there is no `cdn.nothing` in the spec, only `cdn.site`");
    // Who asks, with what; what is long is cut for people and whole for programs.
    std::fs::write(place.path("demo/body"), "x".repeat(3000)).expect("writes");
    let long = format!("X-Long: {}", "y".repeat(9000));
    let asked = [
        "trace",
        "POST https://exampulumi.com/api/x",
        "-H",
        &long,
        "-H",
        "X-Two: a",
        "-H",
        "x-two: b",
        "--body",
        "@body",
        "--from",
        "2001:db8::7",
        "--country",
        "de",
    ];
    let ran = place
        .demo(&asked)
        .done()
        .prints("from 2001:db8::7, DE")
        .prints("with a body of 3000 bytes")
        .prints("… (9000 bytes)");
    assert!(ran.out.contains("\"X-Two\": \"a\"") && ran.out.contains("\"x-two\": [\"b\"]"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() < 260 && line.trim_end() == line), "{}", ran.out);
    let told = place.demo(&[&asked[..], &["--format", "json"]].concat()).done().json();
    assert_eq!((&told["request"]["from"], &told["request"]["country"]), (&"2001:db8::7".into(), &"DE".into()));
    assert_eq!(told["event"]["body"].as_str().map(str::len), Some(3000));
    // More than anybody takes.
    std::fs::write(place.path("demo/body"), vec![b'x'; 10 * 1024 * 1024 + 1]).expect("writes");
    place.demo(&asked).done().prints("413, by gateway.api").prints("larger than the 10 MB that API Gateway takes");
    std::fs::write(place.path("demo/body"), vec![b'x'; 6 * 1024 * 1024 + 1]).expect("writes");
    place.demo(&asked).done().prints("413, by gateway.api").prints("larger than the 6 MB that Lambda takes");
}

#[test]
fn rules_of_groups_are_named_by_the_lines_they_stand_on() {
    let place = Place::example("managed-rules");
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    let line = |text: &str| 1 + spec.lines().position(|line| line.contains(text)).expect("a line");
    let ask = |path: &str| {
        let url = format!("${{gateway.hello.invoke-url}}{path}");
        place.demo(&["trace", &url, "-H", "User-Agent: curl/8"]).done()
    };
    ask("/.git/config")
        .prints(&format!("web ACL  403  spec.kdl:{}\n", line("rule \"dot-files\"")))
        .prints("rule `own/dot-files` blocks it")
        .prints(&format!("rule `own/tools` matches and counts (spec.kdl:{})", line("rule \"tools\"")))
        .prints("403, by waf.guard");
    // What only AWS knows is uncertain, at the line that asks for it, and the reason is given once.
    let ran = ask("/hello")
        .prints(&format!("web ACL     403  spec.kdl:{}\n", line("rule \"reputation\"")))
        .prints("rule `reputation` may block it")
        .prints("uncertain: it may reach function.hello");
    assert_eq!(ran.out.matches("rule `reputation`").count(), 1, "{}", ran.out);
}

#[test]
fn programs_get_the_same_as_json() {
    let place = Place::example("secure-api");
    let told = place.demo(&["trace", DIRECT, "--format", "json"]).done().json();
    assert_eq!(told["format"], 1);
    assert_eq!(
        (&told["status"], &told["decided_by"], &told["reaches"]),
        (&403.into(), &"waf.origin-only".into(), &Value::Null)
    );
    let hop = &told["hops"][2];
    assert_eq!(
        (&hop["at"], &hop["decision"], &hop["step"]),
        (&"waf.origin-only".into(), &"refuse".into(), &"web-acl".into())
    );
    assert_eq!(hop["line"]["file"], "spec.kdl");
    assert_eq!(told["answer"]["body"], "{\"message\":\"Forbidden\"}");
    let told = place.demo(&["trace", THROUGH, "--format", "json"]).done().json();
    assert_eq!((&told["reaches"], &told["uncertain"]), (&"function.api".into(), &Value::Null));
    assert_eq!(told["event"]["headers"]["X-Origin-Verify"], "(secret origin-header)");
    assert!(told["assuming"][0].as_str().is_some_and(|text| text.contains("country")), "{told}");
}

#[test]
fn headers_of_answers_are_told_as_policies_make_them() {
    let place = Place::example("secure-api");
    let spec = "stack \"s\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\ngateway \"api\" {\n    route \"ANY\" \"/{proxy+}\" mock=200 {\n        \
                header \"X-Frame-Options\" \"DENY\"\n    }\n}\ncdn \"site\" {\n    origin \"api\" gateway=\"api\"\n    \
                default-behavior origin=\"api\" methods=\"all\" cache=\"disabled\" forward=\"all-except-host\" response-headers=\"cors-security\"\n}\n";
    std::fs::write(place.path("demo/spec.kdl"), spec).expect("writes");
    let asked = ["trace", "https://cdn-site.cloudfront.net/x", "-H", "Origin: https://a.example"];
    place
        .demo(&asked)
        .done()
        .prints("spec.kdl:12")
        .prints("`CORS-and-SecurityHeadersPolicy` changes the headers of the answer")
        .prints("- adds `Access-Control-Allow-Origin: *`")
        .prints("- keeps `X-Frame-Options` as the origin says it");
    let told = place.demo(&[&asked[..], &["--format", "json"]].concat()).done().json();
    let headers = told["answer"]["headers"].as_array().expect("headers");
    let value = |name: &str| headers.iter().find(|one| one["name"] == name).map(|one| one["value"].clone());
    assert_eq!(value("Access-Control-Allow-Origin"), Some("*".into()));
    assert_eq!(
        (value("X-Frame-Options"), value("X-Content-Type-Options")),
        (Some("DENY".into()), Some("nosniff".into()))
    );
    assert_eq!(told["response_headers"]["set"][0]["override"], false, "{told}");
    assert_eq!(told["hops"].as_array().and_then(|hops| hops.last()).expect("a hop")["step"], "response-headers");
    // A head that is too large is told as it is answered.
    let long = format!("X-Long: {}", "y".repeat(21_000));
    place.demo(&["trace", asked[1], "-H", &long]).done().prints("413, by cdn.site").prints("CloudFront takes 20,480");
    let direct = "${gateway.api.invoke-url}/x";
    place
        .demo(&["trace", direct, "-H", &long])
        .done()
        .prints("uncertain: it cannot be told")
        .prints("or 431 by gateway.api");
}

#[test]
fn what_cannot_be_asked_is_said_with_the_way_out() {
    let place = Place::example("secure-api");
    place.demo(&["trace", "GET exampulumi/"]).ends(64).says("does not begin with `https://`");
    place.demo(&["trace", "GET https://exampulumi.com/a b"]).ends(64).says("must be written as %20");
    place.demo(&["trace", "https://exampulumi.com/a b"]).ends(64).says("a blank is written %20");
    place.demo(&["trace", "GET ${gateway.none.invoke-url}/"]).ends(64).says("there is no `gateway.none`");
    place.demo(&["trace", "GET ${gateway.api.url}/"]).ends(64).says("has no attribute `url`").says("`invoke-url`");
    place.demo(&["trace", DIRECT, "-H", "broken"]).ends(64).says("`broken` is no header");
    place.demo(&["trace", DIRECT, "--body", "@nothing"]).ends(64).says("cannot read `nothing`");
    place.demo(&["trace", DIRECT, "--country", "Germany"]).ends(64);
    place.demo(&["trace", "https://exampulumi.com/${secret.origin-header}"]).ends(64).says("holds a secret");
    for header in [": x", "bad name: x", "naïve: x", "X-A: a\r\nX-B: b"] {
        place.demo(&["trace", DIRECT, "-H", header]).ends(64).says("write -H 'Name: value'");
    }
    place.demo(&["trace", DIRECT, "--country", "UK"]).ends(64).says("did you mean `GB`?");
    let password = "https://me:pass-word@exampulumi.com/";
    place.demo(&["trace", password]).ends(64).says("the header `Authorization`").never_shows("pass-word");
    place.demo(&["trace", "GET https://exampulumi.com/", "-X", "POST"]).ends(64).says("has a verb already");
    place.demo(&["trace", ".", "GET", DIRECT, "more"]).ends(64);
    place.demo(&["trace", "spec.kdl", "https://exampulumi.com/", "GET"]).ends(64).says("too many words");
    place.demo(&["trace"]).ends(64);
}

#[test]
fn a_verb_may_stand_where_people_write_it() {
    let place = Place::example("secure-api");
    let url = "https://exampulumi.com/api/x";
    let wanted = format!("POST {url}\n");
    for words in [
        &["trace", "POST https://exampulumi.com/api/x"][..],
        &["trace", "POST", url],
        &["trace", ".", "POST", url],
        &["trace", "spec.kdl", "post https://exampulumi.com/api/x"],
        &["trace", "-X", "POST", url],
        &["trace", "--method", "post", ".", url],
    ] {
        place.demo(words).done().prints(&wanted).prints("reaches function.api");
    }
    place.demo(&["trace"]).ends(64).says("Usage: engine trace [OPTIONS] [SPEC] <REQUEST>");
    // A body out of a pipe, bytes that are no text included.
    let piped = ["-C", "demo", "trace", "POST", url, "--body", "@-"];
    place
        .run_with(&piped, "{\"piped\": true}\n")
        .done()
        .prints("with a body of 16 bytes")
        .prints("\\\"piped\\\": true");
}

#[test]
fn who_is_asked_is_whom_the_host_header_names() {
    let place = Place::example("secure-api");
    let ask = |url: &str, host: &str| place.demo(&["trace", url, "-H", &format!("Host: {host}")]).done();
    // As one tries a distribution before DNS leads there.
    ask("https://cdn-site.cloudfront.net/api/x", "exampulumi.com")
        .prints("`exampulumi.com` is an alias of it")
        .prints("reaches function.api");
    ask("https://exampulumi.com/api/x", "EXAMPULUMI.com.:443").prints("reaches function.api");
    ask("http://cdn-site.cloudfront.net/x", "exampulumi.com").prints("is sent on to https://exampulumi.com/x");
    ask("https://exampulumi.com/api/x", "evil.example")
        .prints("`Host: evil.example` is neither its own name nor an alias of it")
        .prints("403, by cdn.site");
    ask(DIRECT, "evil.example").prints("knows no API of the name").prints("403, by gateway.api");
    // Nobody listens on other ports.
    place
        .demo(&["trace", "https://exampulumi.com:8443/api/x"])
        .done()
        .prints("CloudFront listens on ports 443 and 80 alone: nobody answers on port 8443");
    let api = format!("https://{}", DIRECT.replace("invoke-url}", "domain}:8443/dev"));
    place.demo(&["trace", &api]).done().prints("API Gateway listens on port 443 alone");
    place.demo(&["trace", "https://exampulumi.com:443/api/x"]).done().prints("reaches function.api");
}

#[test]
fn what_really_stands_is_asked_instead_of_the_spec() {
    let place = Place::example("secure-api");
    place.demo(&["trace", DIRECT, "--local", "--deployed"]).says("nothing is recorded");
    place.demo(&["apply", "--local", "--yes"]).done();
    let deployed = place.demo(&["trace", DIRECT, "--local", "--deployed", "--format", "json"]).done().json();
    assert_eq!(deployed["decided_by"], "waf.origin-only");
    let secret = ["-H", "X-Origin-Verify: ${secret.origin-header}"];
    let both = |more: &[&str]| {
        place.demo(&[&["trace", DIRECT, "--local", "--format", "json"], &secret[..], more].concat()).done().json()
    };
    assert_eq!(both(&[])["reaches"], "function.api");
    assert_eq!(both(&["--deployed"])["reaches"], "function.api");
    // The spec moves on, what stands does not.
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    std::fs::write(place.path("demo/spec.kdl"), spec.replace("\"/{proxy+}\"", "\"/other/{proxy+}\"")).expect("writes");
    assert_eq!(both(&[])["status"], 403);
    assert_eq!(both(&["--deployed"])["reaches"], "function.api");
}

#[test]
fn expectations_hold_or_fail_with_the_hops_that_show_why() {
    let place = Place::example("secure-api");
    place.demo(&["test"]).done().prints("3 hold, 0 fail").prints("a check, not a proof");
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    // A header that everybody can send opens a second way.
    let open = "    rule \"health\" priority=2 action=\"allow\" {\n        header \"X-Health\" equals=\"yes\"\n    }\n}\n\nbucket";
    let wrong = spec
        .replacen("}\n\nbucket", open, 1)
        .replace("status=403 by=\"waf.origin-only\"", "status=200 by=\"gateway.api\"");
    std::fs::write(place.path("demo/spec.kdl"), wrong).expect("writes");
    let ran = place.demo(&["test", "--junit", "report.xml"]).ends(1);
    for said in [
        "fails  GET https://gateway-api.execute-api.us-east-2.amazonaws.com/dev/api/items/1",
        "expected 200, and it is 403",
        "expected gateway.api to decide, and it is waf.origin-only",
        "no rule decides: the default blocks it",
        "fails  only-through cdn.site to function.api",
        "without cdn.site",
        "x-health: yes",
        "rule `health` allows it",
        "1 hold, 2 fail",
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    let report = std::fs::read_to_string(place.path("demo/report.xml")).expect("the report");
    assert!(report.contains("tests=\"3\" failures=\"2\""), "{report}");
    assert!(report.contains("<failure message=\"expected 200, and it is 403"), "{report}");
    assert_eq!(place.demo(&["test", "--format", "junit"]).ends(1).out.matches("<testcase").count(), 3);
    let told = place.demo(&["test", "--format", "json"]).ends(1).json();
    assert_eq!((&told["summary"]["passed"], &told["summary"]["failed"]), (&1.into(), &2.into()));
    assert_eq!(told["tests"][0]["trail"]["status"], 403);
    place.demo(&["test", "--connect", "127.0.0.1:1"]).ends(64);
}

#[test]
fn expected_requests_carry_bodies() {
    let place = Place::example("secure-api");
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    // Who is let in by the secret may not say everything.
    let rule = "    rule \"words\" priority=0 action=\"block\" {\n        body oversize=\"match\" contains=\"drop table\" {\n            \
                transform \"lowercase\"\n        }\n    }\n}\n\nbucket";
    let url = "https://exampulumi.com/api/items";
    let expected = format!(
        r##"expect {{
    request "POST" "{url}" body=#"{{"sku":"shoe"}}"# reaches="function.api"
    request "POST" "{url}" body="; DROP TABLE items" status=403 by="waf.origin-only"
    request "POST" "{url}" body-size="16384" reaches="function.api"
    request "POST" "{url}" body-size="17KB" status=403 by="waf.origin-only"
    request "POST" "{url}" body="; drop  table items" by="waf.origin-only"
}}
"##
    );
    let start = spec.find("expect {").expect("it expects something");
    let changed = format!("{}{expected}", &spec[..start]).replacen("}\n\nbucket", rule, 1);
    std::fs::write(place.path("demo/spec.kdl"), changed).expect("writes");
    let ran = place.demo(&["test"]).ends(1);
    // Two blanks are no blank: only the last one fails.
    assert!(ran.out.contains("4 hold, 1 fail") && ran.out.contains("items with 17408 bytes"), "{}", ran.out);
    assert!(ran.out.contains("spec.kdl:") && !ran.out.contains("aaaa"), "{}", ran.out);
}

/// Answers every request with a status, and with what else is said; how many there were is found out by asking.
fn answering(status: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().expect("the same stream")).lines().map_while(Result::ok);
            let asked: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            let host =
                asked.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
            let status = match host.unwrap_or_default() {
                host if host.contains("execute-api") => status,
                host if host.contains("s3-website") => "404 Not Found",
                host if host.contains("s3.") => "403 Forbidden",
                _ => "200 OK",
            };
            let mut stream = stream;
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    port
}

#[test]
fn what_is_deployed_is_asked_and_compared_with_the_model() {
    let place = Place::example("secure-api");
    place.demo(&["apply", "--local", "--yes"]).done();
    let live = |port: u16| place.demo(&["test", "--local", "--live", "--connect", &format!("127.0.0.1:{port}")]);
    live(answering("403 Forbidden")).done().prints("answered 403").prints("answered 200").prints("3 hold, 0 fail");
    let ran = live(answering("200 OK")).ends(1).prints("the model and what is deployed disagree");
    assert!(ran.out.contains("the model says 403, the answer was 200"), "{}", ran.out);
    live(9).ends(1).prints("nobody answered");
}
