//! Requests nobody should send, and the odd ones that are all right: each gets its answer, and `engine dev` goes on.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::dev::Dev;
use crate::support::place::Place;

const SOON: Duration = Duration::from_secs(10);

fn place() -> Place {
    Place::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dev"))
}

/// Sends these bytes and gives everything that comes back until the other side closes.
fn talk(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    // Who refuses early need not read all of it.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// The statuses of all answers in a text.
fn statuses(text: &str) -> Vec<u16> {
    let heads = text.split("HTTP/1.").skip(1);
    heads.filter_map(|head| head.split(' ').nth(1)?.get(..3)?.parse().ok()).collect()
}

const GET: &str = "GET /dev/code/x HTTP/1.1\r\nHost: localhost\r\n";
const POST: &str = "POST /dev/code/x HTTP/1.1\r\nHost: localhost\r\n";
const CHUNKED: &str =
    "POST /dev/code/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let place = place();
    let dev = Dev::start(&place, &[]);
    let refused: &[(&str, String)] = &[
        ("a line that goes on below", format!("{GET}X-A: b\r\n c\r\n\r\n")),
        ("a blank before the colon", format!("{GET}X-A : b\r\n\r\n")),
        ("a bare carriage return", format!("{GET}X-A: b\rX-C: d\r\n\r\n")),
        ("a null byte", format!("{GET}X-A: b\0c\r\n\r\n")),
        ("two lengths", format!("{POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")),
        ("the same length twice", format!("{POST}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd")),
        ("a length and a coding", format!("{POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        ("a coding of old", format!("{}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", POST.replace("1.1", "1.0"))),
        ("two lengths in one", format!("{POST}Content-Length: 4, 4\r\n\r\nabcd")),
        ("a length with a sign", format!("{POST}Content-Length: +4\r\n\r\nabcd")),
        ("a length below nothing", format!("{POST}Content-Length: -4\r\n\r\nabcd")),
        ("a length beyond numbers", format!("{POST}Content-Length: 99999999999999999999999\r\n\r\nabcd")),
        ("a coding nobody knows", format!("{POST}Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")),
        ("two codings", format!("{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n")),
        ("two hosts", format!("{GET}Host: other\r\n\r\n")),
        ("no host", "GET /dev/code/x HTTP/1.1\r\n\r\n".to_owned()),
        ("no version", "GET /dev/code/x\r\n\r\n".to_owned()),
        ("a tunnel", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned()),
        ("no path", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned()),
        ("a chunk below nothing", format!("{CHUNKED}-3\r\nabc\r\n0\r\n\r\n")),
        ("a chunk beyond numbers", format!("{CHUNKED}fffffffffffffffff\r\nabc\r\n0\r\n\r\n")),
        ("a chunk that says too much", format!("{CHUNKED}3;{}\r\nabc\r\n0\r\n\r\n", "a".repeat(20_000))),
        (
            "chunks that say too much",
            format!("{CHUNKED}{}0\r\n\r\n", "1;aaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n".repeat(20_000)),
        ),
        ("trailers without end", format!("{CHUNKED}3\r\nabc\r\n0\r\n{}\r\n", "X-T: 1\r\n".repeat(100_000))),
    ];
    for (what, bytes) in refused {
        for port in [dev.gateway, dev.cdn] {
            let answer = talk(port, bytes.as_bytes());
            assert_eq!(statuses(&answer), [400], "{what}: {answer}");
            assert!(answer.contains("Bad Request") && !answer.ends_with("\r\n\r\n"), "{what}: {answer}");
        }
    }
    // What never became a request is told, too.
    dev.hears(SOON, |event| event["event"] == "unreadable" && event["door"] == "cdn" && event["why"].is_string());
    // By the gateway, and by the CDN. Far beyond what either takes, nothing is read any more.
    let too_large: &[(String, [u16; 2])] = &[
        (
            format!("{GET}{}\r\n", (0..10_000).map(|number| format!("X-{number}: y\r\n")).collect::<String>()),
            [431, 413],
        ),
        (format!("{GET}X-A: {}\r\n\r\n", "a".repeat(100_000)), [431, 413]),
        (format!("{GET}X-A: {}\r\n\r\n", "a".repeat(25_000)), [431, 413]),
        (format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100_000)), [414, 413]),
        (format!("GET /dev/{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(11_000)), [414, 413]),
    ];
    for (bytes, wanted) in too_large {
        for (port, wanted) in [dev.gateway, dev.cdn].into_iter().zip(wanted) {
            let answer = talk(port, bytes.as_bytes());
            assert_eq!(statuses(&answer), [*wanted], "{answer}");
        }
    }
    // As much as API Gateway takes is taken; the host counts under its own name.
    let full = format!("{GET}Connection: close\r\nX-A: {}\r\n\r\n", "a".repeat(10_150));
    assert_eq!(statuses(&talk(dev.gateway, full.as_bytes())), [201]);
    // What is hidden behind a request that is refused is never taken for one; the request before it has its answer.
    let hidden = "0\r\n\r\nGET /dev/code/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for lengths in ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 0\r\nContent-Length: 60"] {
        let smuggled = format!("{GET}\r\n{POST}{lengths}\r\n\r\n{hidden}");
        for (port, page) in [(dev.gateway, "\"message\":\"Bad Request"), (dev.cdn, "<h1>400 ERROR</h1>")] {
            let answer = talk(port, smuggled.as_bytes());
            let first = if port == dev.cdn { 403 } else { 201 };
            assert_eq!(statuses(&answer), [first, 400], "{lengths}: {answer}");
            assert!(answer.contains(page), "{answer}");
        }
    }
    assert!(!dev.all().contains("smuggled"));
    assert_eq!(dev.ask(dev.gateway, "GET /dev/code/x", "").status, 201);
    dev.stop();
}

#[test]
fn what_is_odd_and_all_right_is_served() {
    let place = place();
    let dev = Dev::start(&place, &[]);
    let last = "Connection: close\r\n\r\n";
    // Kept alive, and several at once: answers come in the order of the questions.
    let several: String =
        ["a", "b", "c"].map(|what| format!("GET /dev/code/{what} HTTP/1.1\r\nHost: localhost\r\n\r\n")).concat();
    let answer = talk(dev.gateway, format!("{several}{GET}{last}").as_bytes());
    assert_eq!(statuses(&answer), [201; 4], "{answer}");
    let places: Vec<_> = ["a", "b", "c"].map(|what| answer.find(&format!("\"path\": \"/code/{what}\""))).to_vec();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    // HEAD is a request like any other, and its answer has no body.
    let head = dev.ask(dev.gateway, "HEAD /dev/code/x", "");
    assert!(head.status == 201 && head.body.is_empty(), "{}", head.head);
    assert!(head.header("content-length").is_some_and(|length| length != "0"), "{}", head.head);
    // Who asks whether to go on is told so, or told at once that it is too much.
    let answer = talk(dev.gateway, format!("{POST}Expect: 100-continue\r\nContent-Length: 4\r\n{last}abcd").as_bytes());
    assert_eq!(statuses(&answer), [100, 201], "{answer}");
    let began = Instant::now();
    let answer =
        talk(dev.gateway, format!("{POST}Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n").as_bytes());
    assert_eq!(statuses(&answer), [413], "{answer}");
    assert!(began.elapsed() < Duration::from_secs(5));
    // REST APIs speak no WebSocket: it is a GET, and the function hears nothing of the wish.
    let socket = "Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    let answer = talk(dev.gateway, format!("{GET}{socket}").as_bytes());
    assert_eq!(statuses(&answer), [201], "{answer}");
    assert!(!answer.to_lowercase().contains("\"upgrade\""), "{answer}");
    // As to a proxy, of an old client, with trailers, with bytes that are no ASCII.
    for bytes in [
        format!("GET http://localhost/dev/code/x HTTP/1.1\r\nHost: other\r\n{last}"),
        "GET /dev/code/x HTTP/1.0\r\nHost: localhost\r\n\r\n".to_owned(),
        format!("{CHUNKED}3;note=1\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n"),
        format!("GET /dev/code/ü HTTP/1.1\r\nHost: localhost\r\n{last}"),
    ] {
        assert_eq!(statuses(&talk(dev.gateway, bytes.as_bytes())), [201], "{bytes}");
    }
    dev.stop();
}

#[test]
fn who_never_finishes_holds_up_nobody() {
    let place = place();
    let dev = Dev::start(&place, &[]);
    assert_eq!(dev.ask(dev.gateway, "GET /dev/code/x", "").status, 201);
    let ports = [dev.cdn, dev.gateway];
    let parts = [
        GET.as_bytes(),
        b"G",
        b"",
        b"\x16\x03\x01",
        b"POST /dev/code/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc",
    ];
    let mut slow: Vec<TcpStream> = Vec::new();
    for number in 0..300 {
        let mut stream = TcpStream::connect(("127.0.0.1", ports[number % 2])).expect("a connection");
        stream.write_all(parts[number % parts.len()]).expect("sent");
        slow.push(stream);
    }
    let began = Instant::now();
    for port in ports {
        let path = if port == dev.cdn { "/code/x" } else { "/dev/code/x" };
        assert_eq!(dev.ask(port, &format!("GET {path}"), "").status, 201);
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    // Nor does it keep the program from ending.
    let began = Instant::now();
    dev.stop();
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    drop(slow);
}

/// Most memory it ever had, in kB.
fn peak(dev: &Dev) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", dev.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

#[test]
fn a_body_without_end_and_without_a_length_is_refused_and_not_kept() {
    let place = place();
    let dev = Dev::start(&place, &[]);
    assert_eq!(dev.ask(dev.gateway, "GET /dev/code/x", "").status, 201);
    let before = peak(&dev);
    let mut stream = TcpStream::connect(("127.0.0.1", dev.gateway)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    stream.write_all(CHUNKED.as_bytes()).expect("sent");
    let mut writing = stream.try_clone().expect("the same");
    let sender = std::thread::spawn(move || {
        let chunk = [b"100000\r\n".as_slice(), &vec![0; 1 << 20], b"\r\n"].concat();
        (0..1024).take_while(|_| writing.write_all(&chunk).is_ok()).count()
    });
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("an answer");
    assert_eq!(statuses(&String::from_utf8_lossy(&answer)), [413]);
    let _ = stream.shutdown(Shutdown::Both);
    sender.join().expect("no panic");
    assert!(peak(&dev) - before < 200_000, "it was kept: {} kB more", peak(&dev) - before);
    assert_eq!(dev.ask(dev.gateway, "GET /dev/code/x", "").status, 201);
    dev.stop();
}
