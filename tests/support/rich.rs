//! Random perimeters with everything requests can meet, and random requests for them, drawn from a seed.

use std::fmt::Write as _;

use engine::reqpath::{Client, Perimeter, Phrase, Request, Url};

use super::walk::Dice;

/// What the secrets are.
pub const WORD: &str = "a-word-of-the-cdn-0123456789abcdef";
pub const KEY: &str = "a-key-of-a-partner-0123456789abcdef";

fn pick<'a>(dice: &mut Dice, of: &[&'a str]) -> &'a str {
    of[dice.roll(of.len() as u64) as usize]
}

fn chance(dice: &mut Dice, percent: u64) -> bool {
    dice.roll(100) < percent
}

/// A test of a part of the request; `classic` for what WAF Classic has a word for.
fn test(dice: &mut Dice, classic: bool) -> String {
    let header = pick(dice, &["X-A", "User-Agent", "X-Missing"]);
    let text = pick(dice, &["a", "b", "bad", "A", "a b"]);
    let how = pick(dice, &["equals", "contains", "starts-with", "ends-with", "word"]);
    let turned = if chance(dice, 20) { " not=#true" } else { "" };
    let after = match dice.roll(6) {
        0 => " {\n transform \"lowercase\"\n }",
        1 => " {\n transform \"url-decode\"\n }",
        2 => " {\n transform \"compress-white-space\"\n }",
        3 if !classic => " {\n transform \"trim\" \"uppercase\"\n }",
        4 if !classic => " {\n transform \"hex-decode\"\n }",
        _ => "",
    };
    let oversize = pick(dice, &["continue", "match", "no-match"]);
    let size = pick(dice, &["> 2", "<= 20", "!= 3", "= 5", "> 9000", "< 17000"]);
    match dice.roll(if classic { 9 } else { 22 }) {
        0 | 1 => format!("header \"X-Word\" equals=(secret)\"word\"{turned}"),
        2 | 3 => format!("header \"{header}\" {how}=\"{text}\"{turned}{after}"),
        4 => {
            format!("header \"{header}\" matches=\"{}\"{turned}", pick(dice, &["^a+$", "b|ad", "[0-9]{2}", "(?i)BAD"]))
        }
        5 => format!("query-string {how}=\"{}\"{turned}", pick(dice, &["q", "q=1", "%2F"])),
        6 => format!("method equals=\"{}\"{turned}", pick(dice, &["GET", "POST", "get"])),
        7 => format!("header \"{header}\" size=\"{size}\"{turned}"),
        8 => format!("argument \"q\" {how}=\"{}\"{turned}{after}", pick(dice, &["1", "a", "a/b"])),
        9 => format!("arguments contains=\"{}\"{turned}", pick(dice, &["1", "b"])),
        10 => format!("body contains=\"{}\" oversize=\"{oversize}\"{turned}", pick(dice, &["drop", "end", "x"])),
        11 => format!("body size=\"{size}\" oversize=\"{oversize}\"{turned}"),
        12 => {
            let invalid = pick(dice, &["match", "no-match", "evaluate-as-string"]);
            let scope = pick(dice, &["all", "names", "values"]);
            let pointer = pick(dice, &["", " {\n pointer \"/user/name\"\n }"]);
            format!(
                "json-body equals=\"eve\" oversize=\"{oversize}\" invalid=\"{invalid}\" scope=\"{scope}\"{turned}{pointer}"
            )
        }
        13 => format!(
            "headers contains=\"bad\" oversize=\"{oversize}\" scope=\"{}\"",
            pick(dice, &["all", "names", "values"])
        ),
        14 => format!("cookie \"session\" equals=\"{}\"{turned}", pick(dice, &["1", "2"])),
        15 => format!(
            "cookies contains=\"1\" oversize=\"{oversize}\" scope=\"{}\"",
            pick(dice, &["all", "names", "values"])
        ),
        16 => format!("ip \"203.0.113.0/24\" \"2001:db8::/32\"{turned}"),
        17 => {
            let (fallback, position) = (pick(dice, &["match", "no-match"]), pick(dice, &["first", "last", "any"]));
            let from = format!("forwarded-header=\"X-Forwarded-For\" fallback=\"{fallback}\" position=\"{position}\"");
            format!("{} {from}{turned}", pick(dice, &["ip \"203.0.113.0/24\"", "ip-set \"known\""]))
        }
        18 => format!("country \"CU\" \"DE\"{turned}"),
        19 => format!("ip-set \"known\"{turned}"),
        20 => format!("path {how}=\"{}\"{turned}{after}", pick(dice, &["/items", "/1", "items"])),
        _ => format!("header \"{header}\" matches-set=\"bots\"{turned}"),
    }
}

/// A statement, perhaps one around others.
fn statement(dice: &mut Dice, depth: u32) -> String {
    if depth > 0 && chance(dice, 35) {
        let word = pick(dice, &["any", "all", "not"]);
        let count = if word == "not" { 1 } else { 2 + dice.roll(2) };
        let inner: String = (0..count).map(|_| format!("{}\n", statement(dice, depth - 1))).collect();
        return format!("{word} {{\n{inner}}}");
    }
    test(dice, false)
}

fn waf(dice: &mut Dice, name: &str, edge: bool) -> String {
    let classic = !edge && chance(dice, 25);
    let default = pick(dice, &["block", "allow", "allow", "allow"]);
    let mut text = format!("waf \"{name}\"{} {{\n", if classic { " version=\"classic\"" } else { "" });
    if classic {
        let _ = writeln!(text, "default \"{default}\"");
    } else {
        let more = match (default, dice.roll(3)) {
            ("block", 0) => " {\n response status=413 body=\"no\" {\n header \"X-Own\" \"yes\"\n }\n }",
            ("allow", 0) => " {\n add-header \"seen\" \"default\"\n }",
            _ => "",
        };
        let _ = writeln!(text, "default \"{default}\"{more}\nresponse-body \"no\" \"{{\\\"no\\\":1}}\" type=\"json\"");
    }
    let mut labelled = false;
    for number in 0..1 + dice.roll(5) {
        let action = pick(dice, &["allow", "block", "count"]);
        let _ = writeln!(text, "rule \"r{number}\" priority={} action=\"{action}\" {{", number + 1);
        if classic {
            for _ in 0..1 + dice.roll(2) {
                let _ = writeln!(text, "{}", test(dice, true));
            }
        } else {
            if labelled && chance(dice, 40) {
                let _ = writeln!(text, "label \"seen:{}\"", pick(dice, &["a", "b"]));
            } else if action != "allow" && chance(dice, 10) {
                let _ = writeln!(text, "rate limit=1000000 window=\"1m\"");
            } else {
                for _ in 0..1 + dice.roll(2) {
                    let _ = writeln!(text, "{}", statement(dice, 2));
                }
            }
            if action == "count" || chance(dice, 20) {
                let _ = writeln!(text, "add-label \"seen:{}\"", pick(dice, &["a", "b"]));
                labelled = true;
            }
            if action == "block" && chance(dice, 30) {
                let _ = writeln!(text, "response status={} body=\"no\"", pick(dice, &["403", "404", "429", "503"]));
            }
            if action == "count" && chance(dice, 30) {
                let _ = writeln!(text, "add-header \"rule\" \"r{number}\"");
            }
        }
        text.push_str("}\n");
    }
    if !classic && chance(dice, 20) {
        text.push_str("rule \"group\" priority=90 {\n rule-group \"own\"\n}\n");
    }
    text.push_str("}\n\n");
    text
}

fn gateway(dice: &mut Dice, name: &str, functions: &[&str], waf: Option<&str>) -> String {
    let mut text = format!("gateway \"{name}\" {{\nstage \"{}\"\n", pick(dice, &["dev", "v1"]));
    // The value of a key is good for one key of the account.
    let keyed = name == "g" && chance(dice, 40);
    let guarded = chance(dice, 40);
    let mut routes = 0;
    for path in ["/", "/items", "/items/{id}", "/items/me", "/items/{id}/x", "/api/{proxy+}", "/{proxy+}"] {
        for verb in ["GET", "POST", "OPTIONS", "ANY"] {
            if !chance(dice, 30) && !(path == "/{proxy+}" && verb == "ANY" && routes == 0) {
                continue;
            }
            routes += 1;
            let to = match dice.roll(8) {
                0 => {
                    let status = pick(dice, &["200", "204", "404"]);
                    let body = " {\n header \"X-Mock\" \"yes\"\n body \"application/json\" \"{\\\"mock\\\":true}\"\n }";
                    format!("mock={status}{}", if status == "204" { "" } else { body })
                }
                1 => "url=\"https://legacy.example.net/somewhere\"".to_owned(),
                _ => format!("function=\"{}\"", pick(dice, functions)),
            };
            let to = match (dice.roll(8), to.find(" {")) {
                (0, Some(at)) if keyed => format!("{} key=#true{}", &to[..at], &to[at..]),
                (0, None) if keyed => format!("{to} key=#true"),
                (1, None) if guarded => format!("{to} auth=\"tokens\""),
                (2, None) => format!("{to} auth=\"iam\""),
                _ => to,
            };
            let _ = writeln!(text, "route \"{verb}\" \"{path}\" {to}");
        }
    }
    if !text.contains("\"ANY\" \"/{proxy+}\"") && chance(dice, 70) {
        let _ = writeln!(text, "route \"ANY\" \"/{{proxy+}}\" function=\"{}\"", pick(dice, functions));
    }
    if guarded {
        let validation = pick(dice, &["", " validation=\"Bearer .+\""]);
        let _ = writeln!(text, "authorizer \"tokens\" function=\"{}\"{validation} ttl=\"0s\"", functions[0]);
    }
    if keyed {
        text.push_str("usage-plan \"partners\" {\n throttle rate=10000 burst=5000\n quota 1000000 per=\"month\"\n key \"first\" (secret)\"key\"\n}\n");
    }
    if chance(dice, 30) {
        let _ = writeln!(
            text,
            "cors \"https://shop.example.com\" \"https://b.example.com\"{}",
            pick(dice, &["", " credentials=#true"])
        );
    }
    if chance(dice, 30) {
        let kind = pick(dice, &["MISSING_AUTHENTICATION_TOKEN", "DEFAULT_4XX", "WAF_FILTERED", "UNAUTHORIZED"]);
        let _ = writeln!(
            text,
            "response \"{kind}\" status={} {{\n header \"X-Own\" \"gateway\"\n}}",
            pick(dice, &["404", "418"])
        );
    }
    if chance(dice, 30) {
        text.push_str("variables color=\"blue\" size=\"9\"\n");
    }
    if chance(dice, 30) {
        text.push_str("binary-types \"image/*\"\n");
    }
    if chance(dice, 20) {
        text.push_str("policy (file)\"policy.json\"\n");
    }
    if chance(dice, 30) {
        text.push_str("throttle rate=10000 burst=5000\n");
    }
    if name == "g" && chance(dice, 40) {
        text.push_str("domain \"api.example.com\" zone=\"example.com\"\n");
        if chance(dice, 30) {
            text.push_str("disable-execute-api-endpoint\n");
        }
    }
    if let Some(waf) = waf {
        let _ = writeln!(text, "waf \"{waf}\"");
    }
    text.push_str("}\n\n");
    text
}

fn cdn(dice: &mut Dice, gateways: &[&str], waf: bool) -> String {
    let mut text = "cdn \"site\" {\n".to_owned();
    if chance(dice, 60) {
        text.push_str("alias \"www.example.com\" zone=\"example.com\"\n");
    }
    text.push_str("origin \"files\" bucket=\"files\"\norigin \"other\" host=\"other.example.net\"\n");
    for gateway in gateways {
        let _ = writeln!(text, "origin \"{gateway}\" gateway=\"{gateway}\" {{");
        if chance(dice, 70) {
            text.push_str("send-header \"X-Word\" (secret)\"word\"\n");
        }
        if chance(dice, 30) {
            text.push_str("send-header \"X-A\" \"bad\"\n");
        }
        text.push_str("}\n");
    }
    let behavior = |dice: &mut Dice, origin: &str| {
        let mut text = format!("origin=\"{origin}\"");
        if chance(dice, 50) {
            let _ =
                write!(text, " viewer-protocol=\"{}\"", pick(dice, &["allow-all", "https-only", "redirect-to-https"]));
        }
        let api = origin != "files";
        if api {
            let _ = write!(text, " methods=\"{}\"", pick(dice, &["all", "all", "read", "read-options"]));
            if chance(dice, 60) {
                let _ = write!(
                    text,
                    " forward=\"{}\"",
                    pick(
                        dice,
                        &["none", "all-except-host", "all", "all-except-host", "cors-custom", "user-agent-referer"]
                    )
                );
            }
        }
        let mut inner = String::new();
        match dice.roll(4) {
            0 => {
                let _ = write!(text, " cache=\"{}\"", pick(dice, &["disabled", "optimized", "origin-headers-query"]));
            }
            1 => {
                let which = pick(
                    dice,
                    &[
                        "queries which=\"all\"",
                        "queries \"q\"",
                        "cookies \"session\"",
                        "headers \"X-A\"",
                        "cookies which=\"all\"",
                    ],
                );
                let _ = writeln!(
                    inner,
                    "cache-policy min=\"{}\" default=\"1m\" max=\"1h\" {{\n {which}\n}}",
                    pick(dice, &["0s", "5s"])
                );
            }
            _ => {}
        }
        if !api && chance(dice, 30) {
            text.push_str(" spa=#true");
        }
        (text, inner)
    };
    let braced = |inner: &str| if inner.is_empty() { String::new() } else { format!(" {{\n{inner}}}") };
    let origins: Vec<&str> = gateways.iter().copied().chain(gateways.iter().copied()).chain(["files"]).collect();
    let origin = pick(dice, &origins);
    let (attributes, mut inner) = behavior(dice, origin);
    if chance(dice, 30) {
        inner.push_str(match origin {
            "files" => "error-page \"404\" \"/lost.html\"\n",
            _ => "",
        });
    }
    let _ = writeln!(text, "default-behavior {attributes}{}", braced(&inner));
    let patterns = ["/api/*", "/items*", "*.js", "/items/?", "/x/*"];
    for pattern in patterns {
        if chance(dice, 45) {
            let origins: Vec<&str> = gateways.iter().copied().chain(["files", "other"]).collect();
            let origin = pick(dice, &origins);
            let (attributes, inner) = behavior(dice, origin);
            let _ = writeln!(text, "behavior \"{pattern}\" {attributes}{}", braced(&inner));
        }
    }
    match dice.roll(4) {
        0 => text.push_str("geo-block \"CU\" \"IR\"\n"),
        1 => text.push_str("geo-allow \"DE\" \"FR\"\n"),
        _ => {}
    }
    if waf {
        text.push_str("waf \"edge\"\n");
    }
    text.push_str("}\n\n");
    text
}

/// A spec of a random perimeter; `tests/rich` has what it names.
pub fn spec(dice: &mut Dice) -> String {
    let mut text = "stack \"rich\" {\nregion \"us-east-2\"\nenv \"dev\"\n}\n\nsecret \"word\" min-length=16\nsecret \"key\" min-length=20\n\n\
                    zone \"example.com\"\n\nip-set \"known\" {\naddress \"198.51.100.0/24\" \"203.0.113.7\"\n}\n\nregex-set \"bots\" {\npattern \"(?i)bot\" \"^curl/\"\n}\n\n\
                    bucket \"files\" {\nfiles \"site\"\n}\n\n"
        .to_owned();
    let functions: &[&str] = if chance(dice, 50) { &["one"] } else { &["one", "two"] };
    for function in functions {
        let _ = writeln!(
            text,
            "function \"{function}\" {{\nzip \"code\" runtime=\"provided.al2023\" handler=\"none\"\ntimeout \"20s\"\n}}\n"
        );
    }
    let gateways: &[&str] = if chance(dice, 40) { &["g", "h"] } else { &["g"] };
    let mut group = String::new();
    for gateway in gateways {
        let name = format!("at-{gateway}");
        let guarded = chance(dice, 65);
        if guarded {
            group.push_str(&waf(dice, &name, false));
        }
        text.push_str(&self::gateway(dice, gateway, functions, guarded.then_some(name.as_str())));
    }
    let edge = chance(dice, 35);
    // One rule group cannot guard both a region and the edge.
    let at_edge = if edge {
        waf(dice, "edge", true)
            .replace("rule-group \"own\"", "method equals=\"BREW\"")
            .replace("rule \"group\" priority=90 {", "rule \"group\" priority=90 action=\"block\" {")
    } else {
        String::new()
    };
    let at_edge = at_edge
        .replace("matches-set=\"bots\"", "matches=\"(?i)bot\"")
        .replace("ip-set \"known\"", "ip \"198.51.100.0/24\"");
    if group.contains("rule-group \"own\"") {
        text.push_str("rule-group \"own\" capacity=50 {\nrule \"tools\" priority=1 action=\"count\" {\nheader \"User-Agent\" contains=\"curl\"\nadd-label \"tool\"\n}\nrule \"dots\" priority=2 action=\"block\" {\npath matches=\"/\\\\.(git|env)\"\n}\n}\n\n");
    }
    text.push_str(&group);
    text.push_str(&at_edge);
    text.push_str(&cdn(dice, gateways, edge));
    text
}

/// A request at one of the entries of a perimeter. Some carry secrets as they are; no two are alike for long.
pub fn request(dice: &mut Dice, perimeter: &Perimeter) -> Request {
    let mut bases: Vec<String> = Vec::new();
    for one in &perimeter.distributions {
        let names = std::iter::once(&one.domain).chain(&one.aliases);
        bases.extend(
            names.flat_map(|name| {
                ["https", "https", "https", "https", "http"].map(|scheme| format!("{scheme}://{name}"))
            }),
        );
    }
    for gateway in &perimeter.gateways {
        bases.extend(gateway.stages.iter().map(|stage| format!("https://{}/{}", gateway.host, stage.name)));
        bases.extend(gateway.stages.iter().map(|stage| format!("https://{}/{}", gateway.host, stage.name)));
        bases.extend(chance(dice, 20).then(|| format!("https://{}/nowhere", gateway.host)));
    }
    bases.extend(perimeter.domains.iter().map(|domain| format!("https://{}", domain.host)));
    let buckets = perimeter.buckets.iter().filter(|_| chance(dice, 30));
    bases.extend(buckets.map(|bucket| format!("https://{}.s3.us-east-2.amazonaws.com", bucket.name)));
    let base = bases[dice.roll(bases.len() as u64) as usize].clone();
    let path = pick(
        dice,
        &[
            "/",
            "/items",
            "/items/",
            "/items/1",
            "/items/me",
            "//items//1/",
            "/items/1/x",
            "/api/items/1",
            "/api",
            "/api/",
            "/x/y",
            "/x/../items/1",
            "/index.html",
            "/app.js",
            "/lost.html",
            "/missing.html",
            "/items/a%2Fb",
            "/items/%31",
            "/.git/config",
            "/some/page",
            "/items/a%20b",
            "/API/x",
            "/items/1;v=2",
        ],
    );
    let query = pick(
        dice,
        &[
            "",
            "",
            "?q=1",
            "?q=1&q=2",
            "?q=a%2Fb&r",
            "?Q=a",
            "?",
            "?q=a+b",
            "?answer=404",
            "?answer=500&q=1",
            "?answer=403",
        ],
    );
    let verb = pick(dice, &["GET", "GET", "GET", "GET", "POST", "POST", "OPTIONS", "HEAD", "DELETE", "PATCH", "BREW"]);
    let mut request = Request::new(verb, Url::parse(&format!("{base}{path}{query}")).expect("a URL"));
    if chance(dice, 40) {
        request = request.with("X-Word", WORD);
    }
    for _ in 0..dice.roll(4) {
        let (name, value) = match dice.roll(18) {
            0 => ("X-Word", "guess"),
            1 | 2 => ("x-word", WORD),
            3 => ("X-A", pick(dice, &["a", "b", "bad", "BAD", "a  b", "a%20b", "aa", "616263", "55"])),
            4 => ("User-Agent", pick(dice, &["curl/8.1", "robot", "a bad one", ""])),
            5 => ("Cookie", pick(dice, &["session=1", "session=2; other=1", "broken", "a=1; session=1; a=2"])),
            6 => (
                "Authorization",
                pick(dice, &["Bearer sesame", "Bearer x", "Basic x", "AWS4-HMAC-SHA256 Credential=x"]),
            ),
            7 | 8 => ("x-api-key", pick(dice, &[KEY, "guess"])),
            9 => ("Origin", pick(dice, &["https://shop.example.com", "https://b.example.com", "https://evil.example"])),
            10 => {
                ("X-Forwarded-For", pick(dice, &["203.0.113.9", "198.51.100.1, 192.0.2.1", "nonsense", "2001:db8::1"]))
            }
            11 => ("Accept", pick(dice, &["*/*", "image/png", "text/html"])),
            12 => ("Accept-Encoding", pick(dice, &["gzip, br", "identity"])),
            13 => ("Content-Type", pick(dice, &["application/json", "image/png", "text/plain"])),
            14 => ("Access-Control-Request-Method", "POST"),
            15 => ("Referer", "https://www.example.com/bad"),
            16 => ("X-HTTP-Method-Override", "DELETE"),
            _ => ("X-Forwarded-Proto", "http"),
        };
        // A client that sends one header several times says so by several lines.
        request = request.with(name, value);
    }
    if matches!(verb, "POST" | "PATCH" | "DELETE") && chance(dice, 70) {
        let body = match dice.roll(8) {
            0 => "drop table".to_owned(),
            1 => "{\"user\":{\"name\":\"eve\"}}".to_owned(),
            2 => "{\"eve\":[1,true,\"adam\"]}".to_owned(),
            3 => "{\"user\":\"eve\"".to_owned(),
            4 => "x".repeat(8 * 1024) + "end",
            5 => "x".repeat(16 * 1024) + "end",
            6 => "12345".to_owned(),
            _ => "\u{1}\u{2}é".to_owned(),
        };
        request.headers.push(engine::reqpath::Header {
            name: "content-length".into(),
            value: Phrase::plain(body.len().to_string()),
        });
        request.body = Phrase::plain(body);
    }
    let from = pick(
        dice,
        &["127.0.0.1", "127.0.0.1", "203.0.113.9", "198.51.100.1", "203.0.113.7", "2001:db8::1", "192.0.2.1"],
    );
    request.client = Client::Address(from.parse().expect("an address"));
    request.country = Some(pick(dice, &["DE", "CU", "FR", "US"]).to_owned()).filter(|_| chance(dice, 35));
    request
}
