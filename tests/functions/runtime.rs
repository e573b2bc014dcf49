//! A function in Rust: Lambda's Runtime API with nothing but the standard library. Built by the test that runs it.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// Asks the Runtime API; the head of its answer, lower-case, and the body.
fn ask(method: &str, path: &str, body: &str) -> (String, String) {
    let api = env::var("AWS_LAMBDA_RUNTIME_API").expect("it is run by Lambda");
    let mut stream = TcpStream::connect(&api).expect("it listens");
    let length = body.len();
    write!(
        stream,
        "{method} /2018-06-01/runtime{path} HTTP/1.1\r\nhost: {api}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("sent");
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head).expect("a head") > 2 {}
    let mut answer = String::new();
    reader.read_to_string(&mut answer).expect("a body");
    (head.to_lowercase(), answer)
}

fn main() {
    eprintln!("cold rust");
    let name = env::var("AWS_LAMBDA_FUNCTION_NAME").expect("it has a name");
    for calls in 1.. {
        let (head, event) = ask("GET", "/invocation/next", "");
        let id = head.split("lambda-runtime-aws-request-id: ").nth(1).and_then(|rest| rest.lines().next()).expect("an id");
        if event.contains("/panic\"") {
            panic!("asked to");
        }
        let body = format!("{name} call {calls}");
        ask("POST", &format!("/invocation/{id}/response"), &format!(r#"{{"statusCode": 200, "body": "{body}"}}"#));
    }
}
