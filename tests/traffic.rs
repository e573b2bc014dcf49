//! What only traffic has that really flows: limits that are reached, and answers that distributions keep. In virtual time.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use engine::reqpath::{Client, Request, Url};

use crate::support::rich::{KEY, WORD};
use crate::support::serving::{Got, Serving};
use crate::support::{Perimeter, Wishes, place};

/// Serves a spec in a folder of its own.
fn served(blocks: &str) -> (tempfile::TempDir, Serving) {
    let folder = tempfile::tempdir().expect("a folder");
    place::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rich"), folder.path());
    let path = folder.path().join("spec.kdl");
    let head = "stack \"traffic\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\nsecret \"word\" min-length=16\nsecret \"key\" min-length=20\n\
                function \"f\" {\n    zip \"code\" runtime=\"provided.al2023\" handler=\"none\"\n    timeout \"20s\"\n}\n";
    std::fs::write(&path, format!("{head}{blocks}")).expect("writes");
    let secrets = BTreeMap::from([("word".to_owned(), WORD.to_owned()), ("key".to_owned(), KEY.to_owned())]);
    let perimeter = Perimeter::new();
    let applied = perimeter.apply(&path, &Wishes { secrets: secrets.clone(), lawless: true, ..Wishes::default() });
    assert!(applied.report.is_complete(), "{:?}", applied.report.failed);
    let serving = Serving::of(&perimeter, &path, "traffic", &secrets);
    (folder, serving)
}

fn request(verb: &str, url: &str) -> Request {
    let mut request = Request::new(verb, Url::parse(url).expect("a URL"));
    request.client = Client::Address([192, 0, 2, 1].into());
    request
}

/// The address of the only gateway's stage, and of the only distribution.
fn bases(serving: &Serving) -> (String, String) {
    let gateway = &serving.perimeter.gateways[0];
    let direct = format!("https://{}/{}", gateway.host, gateway.stages[0].name);
    (direct, serving.perimeter.distributions.first().map(|one| format!("https://{}", one.domain)).unwrap_or_default())
}

/// How many of so many requests are let through, and what the last one was answered.
fn several(serving: &Serving, request: &Request, times: usize) -> (usize, Got) {
    let answers: Vec<Got> = (0..times).map(|_| serving.ask(request)).collect();
    let through = answers.iter().filter(|got| got.status == 200).count();
    (through, answers.last().expect("asked").clone())
}

#[test]
fn stages_methods_and_keys_let_through_what_they_say_and_no_more() {
    let (_folder, serving) = served(
        "gateway \"api\" {\n    route \"GET\" \"/a\" function=\"f\"\n    route \"GET\" \"/b\" mock=200\n    route \"GET\" \"/slow\" mock=200 {\n        \
         throttle rate=1 burst=2\n    }\n    route \"GET\" \"/keyed\" mock=200 key=#true\n    route \"GET\" \"/open\" mock=200\n    throttle rate=10 burst=5\n    \
         usage-plan \"partners\" {\n        throttle rate=1000 burst=1000\n        quota 4 per=\"day\"\n        key \"first\" (secret)\"key\"\n    }\n    \
         response \"QUOTA_EXCEEDED\" status=420\n}\n",
    );
    let (api, _) = bases(&serving);
    let ask = |path: &str| request("GET", &format!("{api}{path}"));
    // What the stage says holds for each method by itself.
    let (through, last) = several(&serving, &ask("/a"), 7);
    assert_eq!((through, last.status), (5, 429));
    assert_eq!(last.json()["message"], "Too Many Requests");
    assert_eq!(last.header("x-amzn-errortype"), Some("TooManyRequestsException"));
    assert_eq!(last.line.by, "gateway.api `GET /a`");
    assert_eq!(several(&serving, &ask("/b"), 7).0, 5);
    assert_eq!(several(&serving, &ask("/slow"), 7).0, 2);
    serving.clock.advance(Duration::from_secs(3));
    assert_eq!((several(&serving, &ask("/slow"), 7).0, several(&serving, &ask("/a"), 7).0), (2, 5));
    // What a key is good for; without one nothing is counted.
    let keyed = ask("/keyed").with("x-api-key", KEY);
    assert_eq!(several(&serving, &ask("/keyed"), 3).1.status, 403);
    let (through, last) = several(&serving, &keyed, 5);
    assert_eq!((through, last.status), (4, 420), "{last:#?}");
    assert_eq!(last.json()["message"], "Limit Exceeded");
    serving.clock.advance(Duration::from_secs(3600));
    assert_eq!(several(&serving, &keyed, 2).0, 0);
    serving.clock.advance(Duration::from_secs(86_400));
    assert_eq!(several(&serving, &keyed, 5).0, 4);
}

#[test]
fn rate_rules_count_what_they_say_they_count() {
    let (_folder, serving) = served(
        "gateway \"api\" {\n    route \"ANY\" \"/{proxy+}\" mock=200\n    waf \"limits\"\n}\n\
         waf \"limits\" {\n    default \"allow\"\n    response-body \"slow\" \"{\\\"slow\\\":1}\" type=\"json\"\n    \
         rule \"login\" priority=1 action=\"block\" {\n        rate limit=10 window=\"1m\" {\n            path ends-with=\"/login\"\n        }\n        response status=429 body=\"slow\"\n    }\n    \
         rule \"header\" priority=2 action=\"block\" {\n        rate limit=20 window=\"2m\" {\n            key \"header\" \"X-A\"\n            key \"method\"\n        }\n    }\n    \
         rule \"everybody\" priority=3 action=\"block\" {\n        rate limit=30 window=\"5m\" per=\"all\" {\n            path contains=\"/all\"\n        }\n    }\n}\n",
    );
    let (api, _) = bases(&serving);
    let ask = |verb: &str, path: &str| request(verb, &format!("{api}{path}"));
    let (through, last) = several(&serving, &ask("GET", "/login"), 12);
    assert_eq!((through, last.status), (10, 429));
    assert_eq!((last.json()["slow"].as_u64(), last.line.by.as_str()), (Some(1), "waf.limits rule `login`"));
    // Somebody else, and something else.
    let other = Request { client: Client::Address([192, 0, 2, 2].into()), ..ask("GET", "/login") };
    assert_eq!(several(&serving, &other, 12).0, 10);
    assert_eq!(several(&serving, &ask("GET", "/x"), 12).0, 12);
    serving.clock.advance(Duration::from_secs(61));
    assert_eq!(several(&serving, &ask("GET", "/login"), 12).0, 10);
    // By what they have in common; without the header nothing is.
    assert_eq!(several(&serving, &ask("GET", "/x"), 30).0, 30);
    let one = ask("GET", "/x").with("X-A", "1");
    assert_eq!(several(&serving, &one, 25).0, 20);
    assert_eq!(several(&serving, &ask("GET", "/x").with("X-A", "2"), 25).0, 20);
    assert_eq!(several(&serving, &ask("POST", "/x").with("X-A", "1"), 25).0, 20);
    assert_eq!(several(&serving, &one, 2).1.line.by, "waf.limits rule `header`");
    // All together.
    let together: usize = (0..40_u8)
        .map(|last| serving.ask(&Request { client: Client::Address([192, 0, 2, last].into()), ..ask("GET", "/all") }))
        .filter(|got| got.status == 200)
        .count();
    assert_eq!(together, 30);
}

#[test]
fn distributions_keep_what_their_policies_say() {
    let (_folder, serving) = served(
        "bucket \"files\" {\n    files \"site\"\n}\ngateway \"api\" {\n    route \"ANY\" \"/{proxy+}\" function=\"f\"\n    \
         route \"GET\" \"/kept/few\" mock=200 {\n        throttle rate=0 burst=1\n    }\n}\n\
         cdn \"site\" {\n    origin \"files\" bucket=\"files\"\n    origin \"api\" gateway=\"api\"\n    default-behavior origin=\"files\"\n    \
         behavior \"/kept/*\" origin=\"api\" methods=\"all\" {\n        cache-policy default=\"1m\" max=\"1h\" {\n            queries \"q\" \"answer\" \"keep\"\n            headers \"X-A\"\n            cookies \"session\"\n        }\n    }\n    \
         behavior \"/own/*\" origin=\"api\" {\n        cache-policy default=\"0s\" max=\"1h\" {\n            queries which=\"all\"\n        }\n    }\n    behavior \"/never/*\" origin=\"api\"\n}\n",
    );
    let (_, cdn) = bases(&serving);
    let ask = |path: &str| request("GET", &format!("{cdn}{path}"));
    // What is another one in each answer of the function: the id of its call.
    let id = |got: &Got| got.json()["requestContext"]["requestId"].as_str().expect("an id").to_owned();
    let cache = |got: &Got| got.header("x-cache").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned();

    let first = serving.ask(&ask("/kept/x?q=1"));
    assert_eq!((cache(&first).as_str(), first.header("age"), first.line.cache), ("Miss", None, Some("miss")));
    serving.clock.advance(Duration::from_secs(30));
    let again = serving.ask(&ask("/kept/x?q=1&other=2"));
    assert_eq!((cache(&again).as_str(), again.header("age"), again.line.cache), ("Hit", Some("30"), Some("hit")));
    assert_eq!((again.line.by.as_str(), &again.body), ("cdn.site hit", &first.body));
    // What is in the key makes it another one, what is not does not.
    for (other, kept) in [
        (ask("/kept/x?q=2"), false),
        (ask("/kept/x"), false),
        (ask("/kept/y?q=1"), false),
        (ask("/kept/x?q=1").with("X-A", "1"), false),
        (ask("/kept/x?q=1").with("X-B", "1"), true),
        (ask("/kept/x?q=1").with("Cookie", "a=1; session=1"), false),
        (ask("/kept/x?q=1").with("Cookie", "a=1"), true),
        (ask("/kept/x?q=1").with("Authorization", "Bearer x"), true),
    ] {
        assert_eq!(serving.ask(&other).line.cache == Some("hit"), kept, "{} {:?}", other.url, other.headers);
    }
    // HEAD is answered from it, every other verb goes through.
    let head = serving.ask(&Request { method: "HEAD".into(), ..ask("/kept/x?q=1") });
    assert_eq!((cache(&head).as_str(), head.body.len()), ("Hit", 0));
    let post = serving.ask(&Request { method: "POST".into(), ..ask("/kept/x?q=1") });
    assert_eq!((cache(&post).as_str(), post.line.cache), ("Miss", None));
    serving.clock.advance(Duration::from_secs(31));
    let later = serving.ask(&ask("/kept/x?q=1"));
    assert_eq!(cache(&later), "Miss");
    assert_ne!(id(&later), id(&first));

    // What is kept never gets to a limit behind the distribution.
    assert_eq!((0..5).filter(|_| serving.ask(&ask("/kept/few")).status == 200).count(), 5);
    serving.plane.forget();
    let limited = serving.ask(&ask("/kept/few"));
    assert_eq!((limited.status, limited.header("x-cache")), (429, Some("Error from cloudfront")));

    // The origin says how long, and the policy sets its bounds.
    for (path, after, hit) in [
        ("/own/a?keep=max-age=10", 9, true),
        ("/own/b?keep=max-age=10", 11, false),
        ("/own/c?keep=no-store", 0, false),
        ("/own/d", 0, false),
        ("/kept/e?keep=max-age=7200", 3599, true),
        ("/kept/f?keep=max-age=7200", 3601, false),
        ("/never/g?keep=max-age=60", 0, false),
        // Errors: as long as the distribution says, ten seconds; of 403 only what says so itself.
        ("/kept/h?answer=404", 9, true),
        ("/kept/i?answer=404", 11, false),
        ("/kept/j?answer=500", 9, true),
        ("/kept/k?answer=403", 0, false),
        ("/kept/l?answer=403&keep=max-age=20", 19, true),
    ] {
        let before = serving.ask(&ask(path));
        serving.clock.advance(Duration::from_secs(after));
        let again = serving.ask(&ask(path));
        assert_eq!(again.line.cache == Some("hit"), hit, "{path} after {after} s: {again:#?}");
        assert_eq!(before.status, again.status, "{path}");
    }

    // Files, whole, in part and under conditions.
    let file = serving.ask(&ask("/app.js"));
    let tag = file.header("etag").expect("a tag").to_owned();
    assert_eq!(cache(&file), "Miss");
    let known = serving.ask(&ask("/app.js").with("If-None-Match", tag.as_str()));
    assert_eq!((known.status, cache(&known).as_str(), known.body.len()), (304, "Hit", 0));
    let part = serving.ask(&ask("/app.js").with("Range", "bytes=0-4"));
    assert_eq!((part.status, part.line.cache), (206, None));
    // A condition that is met by what is not kept yet leaves all of it behind.
    serving.plane.forget();
    assert_eq!(serving.ask(&ask("/app.js").with("If-None-Match", tag.as_str())).status, 304);
    let whole = serving.ask(&ask("/app.js"));
    assert_eq!((whole.status, cache(&whole).as_str(), &whole.body), (200, "Hit", &file.body));
}

#[test]
fn clients_say_of_themselves_what_loopback_cannot_show() {
    let (_folder, serving) = served(
        "bucket \"files\" {\n    files \"site\"\n}\ngateway \"api\" {\n    route \"ANY\" \"/{proxy+}\" function=\"f\"\n}\n\
         cdn \"site\" {\n    origin \"files\" bucket=\"files\"\n    origin \"api\" gateway=\"api\"\n    default-behavior origin=\"files\"\n    \
         behavior \"/api/*\" origin=\"api\" viewer-protocol=\"https-only\"\n    behavior \"/both/*\" origin=\"api\" viewer-protocol=\"allow-all\"\n    geo-block \"CU\"\n}\n",
    );
    let (api, cdn) = bases(&serving);
    let plain = cdn.replace("https://", "http://");
    let moved = serving.ask(&request("GET", &format!("{plain}/app.js?q=1")));
    assert_eq!((moved.status, moved.header("location")), (301, Some(format!("{cdn}/app.js?q=1").as_str())));
    assert_eq!(moved.header("x-cache"), Some("Redirect from cloudfront"));
    assert!(!moved.line.https && moved.line.url.starts_with("http://"), "{:#?}", moved.line);
    assert_eq!(serving.ask(&request("GET", &format!("{plain}/api/x"))).status, 403);
    assert_eq!(serving.ask(&request("GET", &format!("{plain}/both/x"))).status, 200);
    assert_eq!(serving.ask(&request("GET", &format!("{cdn}/api/x"))).status, 200);
    // API Gateway does not listen for it at all.
    assert_eq!(serving.ask(&request("GET", &format!("{}/api/x", api.replace("https://", "http://")))).status, 502);
    let from =
        |country: &str| Request { country: Some(country.to_owned()), ..request("GET", &format!("{cdn}/app.js")) };
    assert_eq!((serving.ask(&from("CU")).status, serving.ask(&from("DE")).status), (403, 200));
    // The function learns the address, and nothing of how it was said.
    let seen = serving.ask(&request("GET", &format!("{api}/x"))).json();
    assert_eq!(seen["requestContext"]["identity"]["sourceIp"], "192.0.2.1");
    assert!(!seen.to_string().contains("x-engine"), "{seen:#}");
    for (name, value) in
        [("X-Engine-Scheme", "ftp"), ("X-Engine-Country", "Cuba"), ("X-Engine-From", "here"), ("X-Engine-Other", "x")]
    {
        let got = serving.ask(&Request::new("GET", Url::parse(&format!("{api}/x")).expect("a URL")).with(name, value));
        assert_eq!(got.status, 400, "{name}: {value}: {got:#?}");
    }
}
