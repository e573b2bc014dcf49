//! What engine sends to AWS, and what its embedded cloud answers, held against AWS's own descriptions of its services.
//!
//! Every exchange of every story goes to a judge that reads them with the descriptions botocore carries: names, types, what is
//! required, ranges, enumerations, patterns, and which errors an operation has. So a member that AWS does not know, or a text
//! it would refuse, is found without an account.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::support::exchanges;

/// What does not fit in these exchanges, a line each, and how many they were.
fn judged(exchanges: String) -> (Vec<String>, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/aws_models/fits.py");
    let mut judge = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3; the README says what else the tests need");
    let mut ear = judge.stdin.take().expect("a pipe");
    let telling = std::thread::spawn(move || ear.write_all(exchanges.as_bytes()));
    let verdict = judge.wait_with_output().expect("a verdict");
    let said = String::from_utf8_lossy(&verdict.stdout).into_owned();
    assert!(verdict.status.success(), "{said}");
    telling.join().expect("no panic").expect("it listens to the end");
    let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
    let tally = lines.pop().expect("a tally");
    (lines, tally)
}

#[test]
fn every_exchange_fits_what_aws_says_of_its_services() {
    crate::stories::live_through_all();
    let (problems, tally) = judged(exchanges::heard());
    assert!(problems.is_empty(), "{}\n{tally}", problems.join("\n"));
    let operations = tally.split(' ').nth(2).and_then(|count| count.parse::<u32>().ok());
    assert!(operations.is_some_and(|count| count > 150), "the stories use more of AWS than that: {tally}");
}

/// In a body of a call, this for that.
type Damage = (&'static str, &'static str, &'static str);

/// One for each way services are talked to, and for each thing descriptions say.
const DAMAGES: &[Damage] = &[
    ("wafv2 CreateWebACL", r#""Scope":"#, r#""Scoop":"#),
    ("wafv2 CreateWebACL", r#""Scope":"REGIONAL""#, r#""Scope":"LOCAL""#),
    ("wafv2 CreateIPSet", r#""Name":""#, r#""Name":"a b"#),
    ("waf-regional CreateWebACL", r#""Type":"BLOCK""#, r#""Type":"NO""#),
    ("lambda CreateFunction", r#""MemorySize":"#, r#""MemorySize":-"#),
    ("apigateway CreateDeployment", r#""description":""#, r#""description":7,"was":""#),
    ("cloudfront CreateDistributionWithTags", "<CallerReference>", "<Caller/><CallerReference>"),
    ("cloudfront CreateDistributionWithTags", "<Quantity>1<", "<Quantity>one<"),
    ("route53 ChangeResourceRecordSets", "<Action>UPSERT<", "<Action>UPSET<"),
    ("iam CreateRole", "RoleName=", "Rolename="),
    ("acm RequestCertificate", r#""IdempotencyToken":""#, r#""IdempotencyToken":"-"#),
];

#[test]
fn the_judge_notices_what_does_not_fit() {
    crate::stories::live_through_all();
    let heard = exchanges::heard();
    let whole: Vec<(Value, String)> = heard
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|exchange| exchange["status"].as_u64().is_some_and(|status| status < 300))
        .filter_map(|exchange| {
            let body = STANDARD.decode(exchange["body"].as_str()?).ok()?;
            Some((exchange, String::from_utf8(body).ok()?))
        })
        .collect();
    let mut damaged = String::new();
    for (number, (_, good, bad)) in DAMAGES.iter().enumerate() {
        for (exchange, body) in whole.iter().filter(|(_, body)| body.contains(good)) {
            let mut exchange = exchange.clone();
            exchange["body"] = STANDARD.encode(body.replacen(good, bad, 1)).into();
            exchange["mark"] = format!("{number}").into();
            damaged.push_str(&format!("{exchange}\n"));
        }
    }
    let (problems, _) = judged(damaged);
    for (number, (call, _, bad)) in DAMAGES.iter().enumerate() {
        let noticed = problems.iter().any(|problem| problem.starts_with(&format!("{number} {call}: ")));
        assert!(noticed, "{bad} in {call} went unnoticed:\n{}", problems.join("\n"));
    }
}
