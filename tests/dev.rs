//! `engine dev`: the perimeter answers as AWS would, with functions that run, whatever it is sent and whatever they do.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::cable::Cable;
use crate::support::dev::Dev;
use crate::support::place::Place;

const SOON: Duration = Duration::from_secs(10);

/// A stack whose functions behave badly when asked to.
fn misbehaving() -> Place {
    Place::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dev"))
}

/// The commands of the README's section about this, below the one that starts it.
fn readme() -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let section = readme.split("\n## See it answer\n").nth(1).and_then(|rest| rest.split("\n## ").next());
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in section.expect("the section").lines() {
        match (line.strip_prefix("$ curl"), commands.last_mut()) {
            (Some(rest), _) => commands.push((format!("curl{rest}"), String::new())),
            (None, Some((_, printed))) if printed.is_empty() && !line.starts_with("```") => line.clone_into(printed),
            (None, _) => {}
        }
    }
    commands
}

#[test]
fn the_two_pictures_of_the_readme_are_as_shown() {
    let commands = readme();
    assert_eq!(commands.len(), 4, "directly, through the CDN, from elsewhere, and by plain HTTP");
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    for (command, printed) in commands {
        // Other ports than a person's own `engine dev` may have.
        let here = |text: &str| {
            text.replace(":4567/", &format!(":{}/", dev.gateway)).replace(":4568/", &format!(":{}/", dev.cdn))
        };
        let (ours, printed) = (here(&command), here(&printed));
        assert_ne!(ours, command, "the ports are the ones it takes by itself");
        let ran = Command::new("/bin/sh").args(["-c", &ours]).output().expect("a shell");
        assert_eq!(String::from_utf8_lossy(&ran.stdout).trim_end(), printed, "{command}");
    }
    let direct = dev.line("/dev/api/items/1");
    assert_eq!((&direct["status"], &direct["by"]), (&json!(403), &json!("waf.origin-only default")));
    assert_eq!(dev.line("/api/items/1?q=hooray")["by"], "function.api");

    // A guess at the back door is as good as nothing; in front it is overwritten.
    let guess = "GET /dev/api/items/1\nX-Origin-Verify: guess";
    assert_eq!(dev.ask(dev.gateway, guess, "").status, 403);
    assert_eq!(dev.ask(dev.cdn, "GET /api/items/1\nX-Origin-Verify: guess", "").status, 200);
    // Every name it has leads there, and no other.
    for host in ["exampulumi.com", "127.0.0.1:1", "[::1]", "site.localhost"] {
        assert_eq!(dev.ask(dev.cdn, &format!("GET /api/health\nHost: {host}"), "").status, 200, "{host}");
    }
    let stranger = dev.ask(dev.cdn, "GET /api/health\nHost: evil.example", "");
    assert!(stranger.status == 403 && stranger.text().contains("evil.example"), "{}", stranger.text());

    // Files, as CloudFront sends them.
    let page = dev.ask(dev.cdn, "GET /", "");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(dev.ask(dev.cdn, "GET /some/page/of/the/app", "").body, page.body);
    let part = dev.ask(dev.cdn, "GET /app.js\nRange: bytes=0-4", "");
    assert_eq!((part.status, part.body.len()), (206, 5));
    let whole = dev.ask(dev.cdn, "GET /app.js", "");
    let (tag, date) = (whole.header("etag").expect("a tag"), whole.header("last-modified").expect("a date"));
    for known in [format!("If-None-Match: {tag}"), format!("If-Modified-Since: {date}")] {
        let again = dev.ask(dev.cdn, &format!("GET /app.js\n{known}"), "");
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
    }
    let head = dev.ask(dev.cdn, "HEAD /app.js", "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(whole.body.len().to_string().as_str()));
    assert_eq!(dev.ask(dev.cdn, "GET /app.js\nRange: bytes=9000-", "").status, 416);
    assert_eq!(dev.ask(dev.cdn, "POST /app.js", "x").status, 403);
    dev.stop();
}

#[test]
fn a_function_gets_the_event_and_its_answer_is_sent_on() {
    let place = misbehaving();
    let dev = Dev::start(&place, &[]);
    // Over HTTP: everything but the stage is as it was sent, and the CDN's secret is the secret itself.
    let sent = dev.ask(dev.cdn, "PUT /dev/http/a%2Fb//c?q=1&q=2\nX-Own: yes", "some body");
    assert_eq!(sent.status, 403, "the CDN adds the stage by itself: {}", sent.text());
    let sent = dev.ask(dev.cdn, "PUT /http/a%2Fb//c?q=1&q=2\nX-Own: yes", "some body");
    let seen = sent.json();
    assert_eq!(seen["path"], "/http/a%2Fb//c?q=1&q=2");
    assert_eq!((&seen["method"], &seen["body"], &seen["greeting"]), (&json!("PUT"), &json!(9), &json!("hello")));
    assert_eq!(seen["headers"]["x-own"], "yes");
    assert!(seen["headers"]["x-origin-verify"].as_str().is_some_and(|value| value.len() >= 32), "{seen:#}");
    assert!(seen["headers"]["host"].as_str().is_some_and(|host| host.contains(".execute-api.")), "{seen:#}");
    assert_eq!(sent.head.matches("x-two: ").count(), 2, "{}", sent.head);

    // Over the Runtime API: the proxy event, and the proxy response.
    let sent =
        dev.ask(dev.gateway, "POST /dev/code/echo?q=1&q=2\nX-Own: a\nX-Own: b\nContent-Type: image/png", "\u{1}\u{2}");
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(sent.head.matches("set-cookie: ").count(), 2, "{}", sent.head);
    assert_eq!(sent.header("x-amzn-remapped-www-authenticate"), Some("no"));
    let seen = sent.json();
    let event = &seen["event"];
    assert_eq!((&event["resource"], &event["path"]), (&json!("/code/{what}"), &json!("/code/echo")));
    assert_eq!(event["pathParameters"], json!({ "what": "echo" }));
    assert_eq!(event["queryStringParameters"], json!({ "q": "2" }));
    assert_eq!(event["multiValueQueryStringParameters"], json!({ "q": ["1", "2"] }));
    assert_eq!(event["multiValueHeaders"]["X-Own"], json!(["a", "b"]));
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("AQI="), &json!(true)));
    let context = &event["requestContext"];
    assert_eq!((&context["stage"], &context["resourcePath"]), (&json!("dev"), &json!("/code/{what}")));
    assert_eq!((&context["identity"]["sourceIp"], &context["protocol"]), (&json!("127.0.0.1"), &json!("HTTP/1.1")));
    assert!(context["resourceId"].as_str().is_some_and(|id| !id.is_empty() && !id.contains('(')), "{context:#}");
    assert!(seen["arn"].as_str().is_some_and(|arn| arn.ends_with(":function:dev-bad-code:live")), "{seen:#}");
    assert_eq!((&seen["memory"], &seen["greeting"], &seen["root"]), (&json!("128"), &json!("hello"), &json!(true)));
    assert!(seen["left"].as_i64().is_some_and(|left| (1..=2000).contains(&left)), "{seen:#}");
    // Bytes come back as bytes for those who want them.
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(dev.ask(dev.gateway, "GET /dev/code/bytes\nAccept: image/png", "").body, bytes);
    assert_ne!(dev.ask(dev.gateway, "GET /dev/code/bytes\nAccept: text/html", "").body, bytes);

    // Warm, one call at a time: calls at once need instances of their own.
    assert_eq!(dev.ask(dev.gateway, "GET /dev/code/echo", "").json()["pid"], seen["pid"]);
    let pids: BTreeSet<u64> = std::thread::scope(|scope| {
        let slow = || dev.ask(dev.gateway, "GET /dev/code/slow", "").json()["pid"].as_u64().expect("an id");
        let asked: Vec<_> = (0..3).map(|_| scope.spawn(slow)).collect();
        asked.into_iter().map(|one| one.join().expect("no panic")).collect()
    });
    assert_eq!(pids.len(), 3);

    // An authorizer runs, too: its word counts, and the function hears of it.
    assert_eq!(dev.ask(dev.gateway, "GET /dev/guarded/echo", "").status, 401);
    let denied = dev.ask(dev.gateway, "GET /dev/guarded/echo\nAuthorization: please", "");
    assert_eq!(denied.status, 403, "{}", denied.text());
    assert!(denied.text().contains("not authorized"), "{}", denied.text());
    let let_in = dev.ask(dev.gateway, "GET /dev/guarded/echo\nAuthorization: open sesame", "").json();
    assert_eq!(let_in["event"]["requestContext"]["authorizer"]["level"], 7);
    dev.hears(SOON, |event| {
        event["event"] == "said" && event["text"] == "cold" && event["function"] == "function.code"
    });
    let all = dev.stop();
    let secret = seen["event"]["headers"]["x-origin-verify"].as_str().unwrap_or("nothing was sent");
    assert!(!all.contains(secret), "the secret was told");
}

#[test]
fn whatever_functions_do_and_clients_send_it_goes_on() {
    let place = misbehaving();
    let dev = Dev::start(&place, &[]);
    let ask = |path: &str| dev.ask(dev.gateway, &format!("GET /dev{path}"), "");
    let refused = |path: &str, why: &str| {
        let answer = ask(path);
        assert_eq!(answer.status, 502, "{path}: {}", answer.text());
        assert_eq!(answer.json()["message"], "Internal server error", "{path}");
        let line = dev.line(&format!("/dev{path}"));
        assert!(line["note"].as_str().is_some_and(|note| note.contains(why)), "{path}: {line:#}");
    };
    refused("/broken", "before it listened on $PORT");
    for server in ["/http", "/code"] {
        refused(&format!("{server}/exit"), "ended");
        refused(&format!("{server}/hang"), "2 s");
        refused(&format!("{server}/big"), "6 MB");
    }
    refused("/code/error", "Oops: it broke");
    refused("/code/malformed", "`body`");
    assert_eq!(ask("/http/flood").status, 200);
    dev.hears(SOON, |event| event["what"].as_str().is_some_and(|what| what.contains("are left out")));
    // Nothing to run: the answer says what to write.
    let image = ask("/image");
    assert!(image.status == 502 && image.text().contains("dev command="), "{}", image.text());
    // All of them answer again.
    assert_eq!((ask("/http/x").status, ask("/code/x").status), (200, 201));

    // What clients send.
    for port in [dev.cdn, dev.gateway] {
        let bad: &[(&[u8], &[u16])] = &[
            (
                b"GET /dev/code/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                &[400],
            ),
            (b"GET /dev/code/x HTTP/1.1\r\nHost: localhost\r\nX-A: b\rX-C: d\r\n\r\n", &[400]),
            (b"GET /dev/code/x HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n", &[400]),
            (b"GET /dev/code/x HTTP/1.1\r\n\r\n", &[400]),
            (b"GET /dev/code/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n", &[400]),
            (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", &[400]),
            (b"NONSENSE\r\n\r\n", &[400]),
        ];
        for (bytes, wanted) in bad {
            let answer = dev.raw(port, bytes);
            assert!(wanted.contains(&answer.status), "{}: {}", String::from_utf8_lossy(bytes), answer.head);
        }
        let many: String = (0..10_000).map(|number| format!("X-{number}: y\r\n")).collect();
        let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
        assert_eq!(dev.raw(port, many.as_bytes()).status, if port == dev.cdn { 413 } else { 431 });
    }
    // Both lengths: one of them is what the next server would take for another request.
    let both = b"POST /dev/code/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n";
    let both = dev.raw(dev.gateway, both);
    assert_eq!(both.status, 400, "{}", both.text());
    let decoded = dev.ask(dev.gateway, "GET /dev/code/%ff%fe", "").json();
    assert_eq!(decoded["event"]["path"], "/code/%ff%fe");
    // A gigabyte, announced or not, is refused without being kept.
    let before = peak(&dev);
    assert_eq!(flood(dev.gateway, 1 << 30), 413);
    assert!(peak(&dev) - before < 200_000, "it was kept: {} kB more", peak(&dev) - before);
    assert_eq!(ask("/code/x").status, 201);
    dev.stop();
}

#[test]
fn an_edit_of_the_code_breaks_off_no_request() {
    let place = misbehaving();
    let dev = Dev::start(&place, &[]);
    assert_eq!(dev.ask(dev.gateway, "GET /dev/http/x", "").json()["version"], "first");
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| dev.ask(dev.gateway, "GET /dev/http/slow", ""));
        std::thread::sleep(Duration::from_millis(300));
        let code = place.path("demo/server.py");
        let text = std::fs::read_to_string(&code).expect("reads");
        std::fs::write(&code, text.replace("\"first\"", "\"second\"")).expect("writes");
        dev.hears(SOON, |event| event["what"].as_str().is_some_and(|what| what.starts_with("its code was edited")));
        assert_eq!(dev.ask(dev.gateway, "GET /dev/http/x", "").json()["version"], "second");
        let slow = slow.join().expect("no panic");
        assert_eq!((slow.status, &slow.json()["version"]), (200, &json!("first")));
    });
    dev.stop();
}

/// Most memory it ever had, in kB.
fn peak(dev: &Dev) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", dev.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Sends zeros until there is an answer; its status.
fn flood(port: u16, bytes: usize) -> u16 {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let head = format!("POST /dev/code/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {bytes}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let mut writing = stream.try_clone().expect("the same");
    let sender = std::thread::spawn(move || {
        let zeros = vec![0; 1 << 20];
        for _ in 0..bytes >> 20 {
            if writing.write_all(&zeros).is_err() {
                break;
            }
        }
    });
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("an answer");
    drop(stream.shutdown(std::net::Shutdown::Both));
    sender.join().expect("no panic");
    String::from_utf8_lossy(&answer[9..]).parse().expect("a status")
}

#[test]
fn edits_are_followed() {
    let place = Place::example("minimal");
    let dev = Dev::start(&place, &[]);
    let edit = |file: &str, from: &str, to: &str| {
        let path = place.path("demo").join(file);
        let text = std::fs::read_to_string(&path).expect("reads");
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replace(from, to)).expect("writes");
    };
    let hello = || dev.ask(dev.cdn, "GET /hello", "");
    assert_eq!(hello().json(), json!({ "message": "hello" }));
    // The code.
    edit("function/handler.py", "\"hello\"", "\"good day\"");
    until("the code is the new one", || hello().text().contains("good day"));
    // The spec.
    let began = Instant::now();
    edit("spec.kdl", "route \"GET\" \"/hello\"", "route \"GET\" \"/hallo\"");
    until("the route is gone", || hello().status == 403);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    dev.hears(SOON, |event| event["event"] == "applied" && event["done"]["update"].is_u64());
    // A broken spec: it is said, and the old goes on being served.
    edit("spec.kdl", "waf \"cdn-only\"\n", "waf \"nowhere\"\n");
    dev.says(SOON, "nowhere");
    dev.says(SOON, "what stood before goes on being served");
    assert_eq!(dev.ask(dev.cdn, "GET /hallo", "").status, 200);
    edit("spec.kdl", "waf \"nowhere\"\n", "waf \"cdn-only\"\n");
    edit("spec.kdl", "/hallo", "/hello");
    until("it is as it was", || hello().status == 200);
    // Somebody else's change of what stands there, found by reading it back.
    let mut changed = place.command(&["-C", "demo", "destroy", "--local", "--yes", "--quiet"]);
    assert!(changed.status().expect("it runs").success());
    until("nothing stands", || hello().status == 403);
    dev.stop();
}

#[test]
fn however_a_file_is_saved_and_whatever_it_replaces_it_is_followed() {
    let place = Place::example("minimal");
    let dev = Dev::start(&place, &[]);
    let spec = place.path("demo/spec.kdl");
    let text = std::fs::read_to_string(&spec).expect("reads");
    let hello = |path: &str| dev.ask(dev.cdn, &format!("GET {path}"), "").status;
    assert_eq!(hello("/hello"), 200);
    // As editors do it: another file takes the place of this one.
    let saved = |text: &str| {
        let beside = place.path("demo/.spec.kdl.swp");
        std::fs::write(&beside, text).expect("writes");
        std::fs::rename(beside, &spec).expect("renames");
    };
    saved(&text.replace("\"/hello\"", "\"/renamed\""));
    until("the renamed file is read", || hello("/renamed") == 200);
    // Faster than anybody applies: the last word counts.
    for number in 0..8 {
        std::fs::write(&spec, text.replace("\"/hello\"", &format!("\"/quick{number}\""))).expect("writes");
        std::thread::sleep(Duration::from_millis(60));
    }
    until("the last of the quick edits is served", || hello("/quick7") == 200);
    assert_eq!(hello("/quick3"), 403);
    // Half of a file, then all of it.
    std::fs::write(&spec, &text[..text.len() / 2]).expect("writes");
    dev.says(SOON, "what stood before goes on being served");
    assert_eq!(hello("/quick7"), 200);
    // Gone for a while.
    std::fs::remove_file(&spec).expect("removes");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(hello("/quick7"), 200);
    saved(&text);
    until("it is back", || hello("/hello") == 200);
    // Another gateway in place of this one.
    let host = |dev: &Dev| dev.line("/hello")["url"].clone();

    let before = host(&dev);
    saved(
        &text
            .replace("gateway \"hello\" {", "gateway \"other\" {")
            .replace("gateway=\"hello\"", "gateway=\"other\"")
            .replace("gateway.hello", "gateway.other"),
    );
    dev.hears(SOON * 2, |event| event["event"] == "applied" && event["done"]["delete"].is_u64());
    until("the other gateway answers", || hello("/hello") == 200);
    assert_eq!(host(&dev), before, "the CDN has the name it had");
    let changed = dev.hears(SOON, |event| event["event"] == "changed");
    assert!(changed["what"].as_str().is_some_and(|what| what.contains("serving")), "{changed:#}");
    dev.stop();
}

#[test]
fn a_usual_port_in_use_is_told_and_another_one_taken() {
    // Whoever has them: this test or somebody else on the machine.
    let taken: Vec<_> =
        [4566, 4567, 4568].map(|port| std::net::TcpListener::bind(("127.0.0.1", port))).into_iter().collect();
    let place = Place::example("minimal");
    place.set("PATH", &std::env::var("PATH").expect("a PATH"));
    let mut child = place
        .command(&["-C", "demo", "dev", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let out = std::io::BufReader::new(child.stdout.take().expect("piped"));
    let listening = std::io::BufRead::lines(out).map_while(Result::ok).find_map(|line| {
        let event: Value = serde_json::from_str(&line).ok()?;
        (event["event"] == "listening").then_some(event)
    });
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let ended = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(interrupted.expect("kill").success() && ended.status.success(), "{said}");
    let listening = listening.expect("it listens");
    for (what, usual) in [("aws", 4566), ("gateway", 4567), ("cdn", 4568)] {
        let url = listening[what].as_str().expect("a URL");
        let port: u16 = url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        assert!(port > usual && (port - usual).is_multiple_of(10), "{what}: {url}");
        assert!(
            said.contains(&format!("port {usual} is in use")) && said.contains(&format!("answers on {port}")),
            "{said}"
        );
    }
    drop(taken);
}

#[track_caller]
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never came that {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_port_in_use_is_said_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let place = Place::started();
    for option in ["--cdn-port", "--gateway-port", "--aws-port"] {
        let mut arguments = vec!["dev", "--aws-port", "0", "--cdn-port", "0", "--gateway-port", "0"];
        let at = arguments.iter().position(|one| *one == option).expect("it is there") + 1;
        arguments[at] = &port;
        let holder = format!("(process {}) has it", std::process::id());
        place.demo(&arguments).ends(1).says("cannot listen").says(&holder).says(&format!("{option} 0"));
    }
}

#[test]
fn the_page_answers_this_machine_only() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &["--open", "--page-port", "0"]);
    let page = dev.page.expect("a page");
    let html = dev.ask(page, "GET /", "").text();
    assert!(html.contains("Send a request"), "{html}");
    for file in ["page.js", "page.css"] {
        assert!(html.contains(file));
        assert_eq!(dev.ask(page, &format!("GET /{file}"), "").status, 200, "{file}");
    }
    assert!(!html.contains("://"), "something is fetched from elsewhere");
    let picture = dev.ask(page, "GET /perimeter.svg", "").text();
    for part in ["cdn.site", "gateway.api", "function.api", "waf.origin-only", "bucket.static"] {
        assert!(picture.contains(part), "no {part}: {picture}");
    }
    let wanted = json!({ "door": "gateway", "method": "GET", "path": "/dev/api/items/1", "headers": [["X-Origin-Verify", "guess"]] });
    let send =
        |more: &str| dev.ask(page, &format!("POST /send\nContent-Type: application/json{more}"), &wanted.to_string());
    let sent = send("").json();
    assert_eq!(sent["answer"]["status"], 403);
    let steps: Vec<&str> =
        sent["trace"]["hops"].as_array().expect("hops").iter().filter_map(|hop| hop["step"].as_str()).collect();
    assert_eq!(steps.last(), Some(&"web-acl"), "{sent:#}");
    // What it sends is a request like any other.
    assert_eq!(dev.line("/dev/api/items/1")["status"], 403);
    let rebound = dev.ask(page, "GET /\nHost: evil.example", "");
    assert_eq!(rebound.status, 403);
    let foreign = send("\nOrigin: https://evil.example");
    assert!(foreign.status == 403 && foreign.text().contains("another site"), "{}", foreign.text());
    assert_eq!(dev.ask(page, "POST /send\nContent-Type: text/plain", &wanted.to_string()).status, 415);
    dev.stop();
}

#[test]
fn the_page_works_in_a_browser() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &["--open", "--page-port", "0"]);
    let mut browser = Browser::open(&format!("http://localhost:{}/", dev.page.expect("a page")));
    browser.until("document.getElementById('state')?.textContent === 'live'");
    browser.until("document.getElementById('picture').naturalWidth > 100");
    // A request of somebody else's shows at once.
    assert_eq!(dev.ask(dev.cdn, "GET /api/items/7", "").status, 200);
    browser.until("document.getElementById('log').innerText.includes('/api/items/7')");
    // One from the box: who said no, and what was answered.
    browser.evaluate(
        "at('door').value = 'gateway'; at('path').value = '/dev/api/items/1'; \
         at('headers').value = 'X-Origin-Verify: <b>guess</b>'; document.querySelector('#send button').click()",
    );
    browser.until("at('verdict').textContent.startsWith('403')");
    browser.until("at('hops').lastElementChild.textContent.includes('web-acl: refuse')");
    browser.until("at('answer').textContent.includes('Forbidden')");
    browser.evaluate(
        "at('door').value = 'cdn'; at('path').value = '/api/items/1'; document.querySelector('#send button').click()",
    );
    browser.until("at('verdict').textContent.startsWith('200')");
    browser.until("at('said').textContent.includes('[function.api]')");
    assert_eq!(browser.evaluate("document.querySelectorAll('main b > b').length"), 0, "a header became markup");
    // What the function gets stands there with its secrets closed.
    browser.until("at('event').textContent.includes('(secret origin-header)')");
    // Names that are no ASCII, and more requests than anybody reads.
    browser.evaluate("at('path').value = '/api/日本 語?q=ü'; document.querySelector('#send button').click()");
    browser.until("at('log').innerText.includes('/api/%E6%97%A5%E6%9C%AC%20%E8%AA%9E?q=%C3%BC')");
    for _ in 0..1100 {
        dev.ask(dev.gateway, "GET /dev/api/many", "");
    }
    browser.until("at('count').textContent.includes('the last 1000 kept') && rows.rows.length === 1000");
    assert_eq!(browser.evaluate("rows.querySelectorAll(\"[tabindex='0']\").length"), 1, "a thousand stops for one key");
    // By the keyboard alone: from the newest row one further down, into the box, and off it goes.
    browser.evaluate(
        "rows.querySelector(\"[tabindex='0']\").focus(); \
         document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })); \
         document.activeElement.click()",
    );
    browser.until("at('path').value === '/dev/api/many' && document.activeElement === at('path') && at('door').value === 'gateway'");
    browser.evaluate(
        "at('path').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }))",
    );
    browser.until("at('verdict').textContent.startsWith('403')");
    browser.evaluate("at('only').value = '200 function'; at('only').dispatchEvent(new Event('input'))");
    browser.until("at('count').textContent.endsWith('0 shown')");
    // Nothing is wider than the narrowest window.
    browser.narrow(360);
    browser.until("document.documentElement.scrollWidth <= 360");
    dev.stop();
}

#[test]
fn the_page_knows_what_happened_before_and_while_it_was_away() {
    let place = Place::example("secure-api");
    let start = || Dev::start(&place, &["--open", "--page-port", "0"]);
    let dev = start();
    let ask = |dev: &Dev, name: &str| dev.ask(dev.gateway, &format!("GET /dev/api/{name}"), "").status;
    let signed = "Authorization: AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/cloudfront/aws4_request, SignedHeaders=host, Signature=x";
    let stands = dev.ask(dev.aws, &format!("GET /2020-05-31/distribution\n{signed}"), "").text();
    let secret = stands.split("<HeaderValue>").nth(1).and_then(|rest| rest.split('<').next()).expect("the secret");
    assert_eq!(ask(&dev, "before"), 403);
    ask(&dev, &format!("told?key={secret}"));
    let cable = Cable::to(dev.page.expect("a page"));
    let mut browser = Browser::open(&format!("http://localhost:{}/", cable.port));
    browser.until("document.getElementById('state')?.textContent === 'live'");
    // Each path is listed once.
    let listed = |browser: &mut Browser, names: &[&str]| {
        for name in names {
            browser.until(&format!("[...rows.rows].some((row) => row.innerText.includes('/dev/api/{name}'))"));
            let count = format!("[...rows.rows].filter((row) => row.innerText.includes('/dev/api/{name}')).length");
            assert_eq!(browser.evaluate(&count), 1, "{name} is listed as often");
        }
    };
    listed(&mut browser, &["before", "told"]);
    assert_eq!(browser.evaluate(&format!("document.documentElement.outerHTML.includes('{secret}')")), false);
    ask(&dev, "during");
    listed(&mut browser, &["before", "during"]);
    // Away for a while: what happens meanwhile is caught up with, once.
    cable.pull();
    browser.until("at('state').className === 'gone'");
    ask(&dev, "away-1");
    ask(&dev, "away-2");
    cable.plug(dev.page.expect("a page"));
    browser.until("at('state').className === 'live'");
    ask(&dev, "back");
    listed(&mut browser, &["before", "during", "away-1", "away-2", "back"]);
    assert_eq!(browser.evaluate("rows.querySelectorAll('.mark').length"), 0, "nothing is missing");
    // Away for more than is kept: it is said how much is missing, in its place.
    cable.pull();
    browser.until("at('state').className === 'gone'");
    for _ in 0..502 {
        ask(&dev, "many");
    }
    cable.plug(dev.page.expect("a page"));
    browser.until("at('state').className === 'live'");
    let mark = "2 earlier events are missing: only the last ones are kept";
    let caught_up = format!("rows.rows.length === 507 && rows.rows[500].innerText.trim() === '{mark}'");
    browser.until(&caught_up);
    listed(&mut browser, &["before", "during", "away-1", "away-2", "back"]);
    // A page that opens now is told the same of what it never saw.
    let mut late = Browser::open(&format!("http://localhost:{}/", dev.page.expect("a page")));
    late.until("document.getElementById('state')?.textContent === 'live'");
    late.until("rows.rows.length === 501 && rows.rows[500].innerText.includes('earlier events are missing')");
    late.until("at('count').textContent.includes('500 known, earlier ones are not')");
    drop(late);
    // What an edit came to stands between the requests.
    let path = place.path("demo/spec.kdl");
    let spec = std::fs::read_to_string(&path).expect("the spec");
    std::fs::write(&path, format!("{spec}\nfunction \"x\" {{")).expect("writes");
    browser.until("rows.rows[0].innerText.includes('the spec is broken')");
    std::fs::write(&path, spec).expect("writes");
    browser.until("rows.rows[0].innerText.includes('the spec is whole again')");
    // Another `engine dev` on the same port counts anew: it is followed, too.
    cable.pull();
    dev.stop();
    let dev = start();
    ask(&dev, "anew");
    cable.plug(dev.page.expect("a page"));
    browser.until("at('state').className === 'live'");
    listed(&mut browser, &["before", "anew"]);
    dev.stop();
}

#[test]
fn a_log_beside_the_spec_is_no_edit_and_a_broken_spec_is_told_once() {
    let place = Place::example("keys-and-authorizers");
    place.set("PATH", &std::env::var("PATH").expect("a PATH"));
    let path = place.path("demo/terminal");
    let log = std::fs::File::create(&path).expect("a file");
    let ports = ["dev", "--aws-port", "0", "--cdn-port", "0", "--gateway-port", "0"];
    let mut child = place
        .command(&[&["-C", "demo"], &ports[..]].concat())
        .stdout(log.try_clone().expect("a twin"))
        .stderr(log)
        .spawn()
        .expect("the program starts");
    let said = || std::fs::read_to_string(&path).expect("text");
    let until = |text: &str| {
        let began = std::time::Instant::now();
        while !said().contains(text) {
            assert!(began.elapsed() < Duration::from_secs(60), "never `{text}`, but\n{}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    until("Ctrl-C stops it");
    assert!(!said().contains("--cacert"), "there is no CDN: {}", said());
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    let edit = |text: &str| std::fs::write(place.path("demo/spec.kdl"), text).expect("writes");
    edit(&format!("{spec}\nfunction \"x\" {{"));
    until("the spec is broken: what stood before goes on being served");
    // Neither what it printed about that, nor the log of another program.
    std::fs::write(place.path("demo/tee.log"), "a line\n").expect("writes");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(said().matches("the spec is broken").count(), 1, "{}", said());
    edit(&spec);
    until("the spec is whole again, and stands already");
    std::fs::remove_file(place.path("demo/spec.kdl")).expect("there");
    until("there is no file `spec.kdl`");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(said().matches("the spec is broken").count(), 2, "{}", said());
    let _ = Command::new("kill").arg("-INT").arg(child.id().to_string()).status();
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{}", said());
}

#[test]
fn ports_that_lead_nowhere_are_told() {
    let place = Place::example("minimal");
    place.demo(&["dev", "--aws-only", "--open"]).ends(64).says("cannot be used with");
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let twice = free.to_string();
    place
        .demo(&["dev", "--aws-port", "0", "--cdn-port", &twice, "--gateway-port", &twice])
        .ends(1)
        .says("something else of this `engine dev` has it");
    // Who names the port of the page wants the page.
    let dev = Dev::start(&place, &["--page-port", "0"]);
    assert!(dev.ask(dev.page.expect("a page"), "GET /", "").text().contains("Send a request"));
    dev.stop();
}

#[test]
fn an_api_answers_by_a_name_in_a_zone_that_exists_elsewhere() {
    let place = Place::example("minimal");
    let path = place.path("demo/spec.kdl");
    let spec = std::fs::read_to_string(&path).expect("the spec");
    let domain = "\n    domain \"api.example.com\" zone=\"example.com\"\n";
    let at = spec.find("gateway \"").and_then(|at| Some(at + spec[at..].find("{\n")? + 1)).expect("a gateway");
    std::fs::write(&path, format!("{}{domain}{}", &spec[..at], &spec[at..])).expect("writes");
    let dev = Dev::start(&place, &[]);
    let told = dev.hears(SOON, |event| event["event"] == "listening");
    let own = told["urls"].as_array().expect("a list").iter().find(|one| one["host"] == "api.example.com");
    assert!(own.is_some_and(|own| own["url"] == format!("http://localhost:{}/", dev.gateway)), "{told:#}");
    let answer = dev.ask(dev.gateway, "GET /nothing\nHost: api.example.com", "");
    assert_eq!((answer.status, &dev.line("/nothing")["by"]), (403, &json!("waf.cdn-only default")));
    dev.stop();
}

#[test]
fn the_cdn_speaks_tls_under_every_name_it_has() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    for name in ["localhost", "exampulumi.com"] {
        let certificate = place.path("demo/.engine/local/cdn.pem");
        let (port, url) = (dev.cdn, format!("https://{name}:{}/api/health", dev.cdn));
        let ran = Command::new("curl")
            .args(["-sS", "--noproxy", "*", "--resolve", &format!("{name}:{port}:127.0.0.1"), "--cacert"])
            .arg(&certificate)
            .arg(&url)
            .output()
            .expect("curl");
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert_eq!(out, "{\"ok\": true}", "{url}: {err}");
    }
    // Half a handshake, and none at all.
    drop(std::net::TcpStream::connect(("127.0.0.1", dev.cdn)).expect("a connection"));
    assert_eq!(dev.ask(dev.cdn, "GET /api/health", "").status, 200);
    dev.stop();
}

const PATHS: [&str; 10] =
    ["/", "/hello", "/http/a", "/http", "/code/x", "/code/x/y", "/broken/", "/nowhere", "//code//x", "/code/%78"];

#[test]
fn what_trace_says_of_what_stands_is_what_is_answered() {
    let place = misbehaving();
    let dev = Dev::start(&place, &[]);
    let host = dev.ask(dev.gateway, "GET /dev/code/x", "").json()["event"]["requestContext"]["domainName"].clone();
    let host = host.as_str().expect("a host").to_owned();
    // Drawn once, so that a failure can be had again: every choice of the three lists, in an order without pattern.
    let methods = ["GET", "POST", "DELETE", "OPTIONS"];
    for number in 0..20_usize {
        let (method, path) = (methods[number * 7 % 4], PATHS[number * 3 % PATHS.len()]);
        let stage = if number % 5 == 4 { "/prod" } else { "/dev" };
        let answer = dev.ask(dev.gateway, &format!("{method} {stage}{path}"), "");
        let asked = format!("{method} https://{host}{stage}{path}");
        let told = place.demo(&["trace", ".", &asked, "--deployed", "--local", "--format", "json"]).done().json();
        match told["reaches"].is_null() {
            true => assert_eq!(told["status"], answer.status, "{asked}: {told:#}"),
            false => assert_ne!(answer.status, 403, "{asked}: {told:#}"),
        }
    }
    dev.stop();
}

#[test]
fn what_the_model_says_is_what_is_answered() {
    let place = misbehaving();
    let dev = Dev::start(&place, &["--open", "--page-port", "0"]);
    let page = dev.page.expect("a page");
    let mut compared = 0;
    for door in ["cdn", "gateway"] {
        for method in ["GET", "POST", "DELETE", "PURGE"] {
            for path in PATHS {
                let path = if door == "gateway" { format!("/dev{path}") } else { path.to_owned() };
                let wanted = json!({ "door": door, "method": method, "path": path });
                let sent = dev.ask(page, "POST /send\nContent-Type: application/json", &wanted.to_string()).json();
                let (trace, status) = (&sent["trace"], &sent["answer"]["status"]);
                match (&trace["reaches"], &trace["status"]) {
                    (Value::Null, said) => assert_eq!(said, status, "{wanted}: {sent:#}"),
                    (_, _) => assert_ne!(status, 403, "{wanted}: {sent:#}"),
                }
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 80);
    dev.stop();
}
