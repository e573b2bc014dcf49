//! Runs the pages of `specs/requests/`: a perimeter and a table of requests with what becomes of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::desired::{self, Setting};
use engine::diag::SourceMap;
use engine::reqpath::model::Grant;
use engine::reqpath::{
    self, Client, Header, Judge, Part, Perimeter, Phrase, Piece, Reached, Request, Sealed, Secret, Source, Step, Trail,
    Url,
};
use engine::value::Tree;
use engine::world::Folder;
use serde_json::{Value, json};

/// A heading, its block, and the rows of its table by column.
struct Page {
    name: String,
    block: String,
    rows: Vec<BTreeMap<String, String>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/requests")
}

fn pages(file: &str) -> Vec<Page> {
    let text = std::fs::read_to_string(folder().join(file)).expect("a page");
    let mut pages: Vec<Page> = Vec::new();
    let (mut title, mut block, mut inside) = (String::new(), String::new(), false);
    let mut columns: Vec<String> = Vec::new();
    for line in text.lines() {
        match line {
            "```kdl" | "```json" => (block, inside) = (String::new(), true),
            "```" => inside = false,
            line if inside => block.push_str(&format!("{line}\n")),
            line if line.starts_with('#') => title = line.trim_start_matches(['#', ' ']).to_owned(),
            line if line.starts_with("| ---") => {}
            line if line.starts_with('|') => {
                let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
                if columns.is_empty() {
                    columns = cells.collect();
                    pages.push(Page { name: format!("{file}: {title}"), block: block.clone(), rows: Vec::new() });
                } else {
                    let row = columns.iter().cloned().zip(cells).collect();
                    pages.last_mut().expect("a page").rows.push(row);
                }
            }
            _ => columns.clear(),
        }
    }
    assert!(!pages.is_empty() && pages.iter().all(|page| !page.rows.is_empty()), "{file} has no rows");
    pages
}

/// The resources a spec asks for, as the model takes them.
fn sources(spec: &str) -> Vec<Source> {
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("spec.kdl");
    std::fs::write(&path, spec).expect("writes");
    let mut map = SourceMap::default();
    let (spec, problems) = engine::spec::load(&path, &engine::world::Disk, &mut map);
    assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &map));
    let files = Folder::new(folder());
    let setting = Setting { env: "dev", value: &|_| None, made_as: &|_| None, folder: &files };
    let (wish, problems) = desired::lower(&spec.expect("a spec"), &setting);
    assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &map));
    let source = |one: &desired::Desired| Source {
        address: one.id.clone(),
        kind: one.kind.to_owned(),
        input: one.inputs.clone(),
        outputs: None,
    };
    wish.resources.iter().map(source).collect()
}

fn perimeter(sources: &[Source]) -> Perimeter {
    let built = reqpath::build(sources, "000000000000", &Sealed::default());
    assert_eq!(built.unread, []);
    // It is data: what is saved is what is read.
    let saved = serde_json::to_string(&built).expect("serialises");
    assert_eq!(serde_json::from_str::<Perimeter>(&saved).expect("reads"), built);
    built
}

/// A text with `(secret name)` in it.
fn phrase(text: &str) -> Phrase {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("(secret ") {
        let (name, after) = behind.split_once(')').expect("a name");
        pieces.extend([Piece::Plain(before.as_bytes().to_vec()), Piece::Secret(Secret::named(name))]);
        rest = after;
    }
    pieces.push(Piece::Plain(rest.as_bytes().to_vec()));
    Phrase::of(pieces)
}

fn request(row: &BTreeMap<String, String>) -> Request {
    let cell = |name: &str| row.get(name).map_or("", String::as_str);
    let (method, url) = cell("request").split_once(' ').expect("VERB URL");
    let url = match url.starts_with('/') {
        true => format!("https://gateway-api.execute-api.us-east-2.amazonaws.com/dev{url}"),
        false => url.to_owned(),
    };
    let mut request = Request::new(method, Url::parse(&url).expect("a URL"));
    for header in cell("headers").split("; ").filter(|header| !header.is_empty()) {
        let (name, value) = header.split_once(": ").expect("Name: value");
        // `201*x-{}: 1` is that many headers.
        match name.split_once('*').and_then(|(count, name)| Some((count.parse::<usize>().ok()?, name))) {
            Some((count, name)) => request.headers.extend(
                (0..count).map(|number| Header { name: name.replace("{}", &number.to_string()), value: phrase(value) }),
            ),
            None => request.headers.push(Header { name: name.to_owned(), value: phrase(&repeated(value)) }),
        }
    }
    request.body = Phrase::plain(repeated(cell("body")));
    request.country = row.get("country").filter(|country| !country.is_empty()).cloned();
    if let Some(address) = row.get("from").filter(|address| !address.is_empty()) {
        request.client = Client::Address(address.parse().expect("an address"));
    }
    request
}

/// `16384*x,end` is that many letters and an end.
fn repeated(text: &str) -> String {
    match text.split_once('*').and_then(|(count, rest)| Some((count.parse::<usize>().ok()?, rest))) {
        Some((count, rest)) => {
            let (letter, end) = rest.split_once(',').expect("an end");
            letter.repeat(count) + end
        }
        None => text.to_owned(),
    }
}

/// What a column says of a trail.
fn told(trail: &Trail, column: &str) -> String {
    let part = |step: Step| {
        let hop = trail.hops.iter().find(|hop| hop.step == step)?;
        match hop.part.clone()? {
            Part::Rule(name) | Part::Behavior(name) | Part::Route(name) => Some(name),
            Part::Default => Some("default".to_owned()),
            Part::Origin(_) | Part::Field(_) => None,
        }
    };
    match column {
        "status" if trail.uncertain.is_some() => "uncertain".to_owned(),
        "status" => trail.status.map_or_else(String::new, |status| status.to_string()),
        "by" => trail.decided_by.as_ref().map_or_else(String::new, |by| by.block().to_string()),
        "reaches" => match &trail.reaches {
            Some(Reached::Server { request }) => request.url.host.clone(),
            Some(reached) => reached.at().map_or_else(String::new, |at| at.block().to_string()),
            None => String::new(),
        },
        "route" => part(Step::Route).unwrap_or_default(),
        "behavior" => part(Step::Behavior).unwrap_or_default(),
        "rule" => part(Step::WebAcl).unwrap_or_default(),
        "assuming" => trail.assuming.iter().map(|one| one.words()).collect::<Vec<_>>().join("; "),
        other => panic!("no column `{other}`"),
    }
}

/// Compares the cells of a row that say something; nothing reached is only compared where a status is.
fn wrong(row: &BTreeMap<String, String>, trail: &Trail) -> Vec<String> {
    let asked = ["request", "headers", "from", "country", "grant", "principal", "account", "body"];
    let columns = row.iter().filter(|(column, _)| !asked.contains(&column.as_str()));
    columns
        .filter_map(|(column, wanted)| {
            let found = told(trail, column);
            let holds = match column.as_str() {
                "assuming" => found.contains(wanted.as_str()),
                "reaches" if wanted.is_empty() => {
                    found.is_empty() || row.get("status").is_none_or(|cell| cell == "uncertain")
                }
                _ => wanted.is_empty() || found == *wanted,
            };
            (!holds).then(|| format!("{column}: wanted `{wanted}`, found `{found}`"))
        })
        .collect()
}

fn run(page: &Page, judge_of: impl Fn(&BTreeMap<String, String>) -> Judge) -> Vec<String> {
    let mut failures = Vec::new();
    for row in &page.rows {
        let trail = judge_of(row).decide(&request(row));
        for problem in wrong(row, &trail) {
            let hops: Vec<String> =
                trail.hops.iter().map(|hop| format!("    {:?} {}", hop.decision, hop.why)).collect();
            failures.push(format!("{}\n  {row:?}\n  {problem}\n{}", page.name, hops.join("\n")));
        }
    }
    failures
}

#[track_caller]
fn all_hold(failures: Vec<String>) {
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn requests_get_where_the_pages_say() {
    let mut failures = Vec::new();
    for file in ["routing.md", "behaviors.md", "error-pages.md"] {
        for page in pages(file) {
            let perimeter = perimeter(&sources(&page.block));
            failures.extend(run(&page, |_| Judge::new(perimeter.clone())));
        }
    }
    all_hold(failures);
}

#[test]
fn permissions_let_in_what_the_page_says() {
    let mut failures = Vec::new();
    for page in pages("permissions.md") {
        let perimeter = perimeter(&sources(&page.block));
        failures.extend(run(&page, |row| {
            let mut perimeter = perimeter.clone();
            for function in &mut perimeter.functions {
                let filled = |name: &str| row.get(name).filter(|text| !text.is_empty()).cloned();
                let grant = |source: &str| Grant {
                    at: function.at.clone(),
                    principal: filled("principal").unwrap_or_else(|| "apigateway.amazonaws.com".into()),
                    action: "lambda:InvokeFunction".into(),
                    source_arn: match source {
                        "anywhere" => String::new(),
                        whole if whole.starts_with("arn:") => whole.to_owned(),
                        source => format!("arn:aws:execute-api:us-east-2:000000000000:gateway-api{source}"),
                    },
                    source_account: filled("account"),
                };
                function.grants =
                    Some(row["grant"].as_str()).filter(|grant| *grant != "none").map(grant).into_iter().collect();
            }
            Judge::new(perimeter)
        }));
    }
    all_hold(failures);
}

/// A stage with a web ACL in front of an answer of the gateway's own.
const GUARDED: &str = "stack \"s\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\nsecret \"word\" min-length=16\nsecret \"other\" \
                       min-length=16\ngateway \"api\" {\n    route \"ANY\" \"/{proxy+}\" mock=200\n    waf \"w\"\n}\n";

/// The sources of a web ACL of version 2 with these rules.
fn guarded_by(rules: Value, default: &str) -> Vec<Source> {
    let block = format!(
        "waf \"w\" {{\n    default \"{default}\"\n    rule \"r\" priority=1 action=\"allow\" {{\n        header \"x\" equals=\"1\"\n    }}\n}}\n"
    );
    let mut sources = sources(&format!("{GUARDED}{block}"));
    for source in &mut sources {
        if source.kind == "wafv2-web-acl" {
            let mut input = source.input.as_value().clone();
            input["rules"] = rules.clone();
            source.input = Tree::new(input);
        }
    }
    sources.push(Source {
        address: engine::names::ResourceId::new("waf.w/ip-set"),
        kind: "wafv2-ip-set".into(),
        input: Tree::new(json!({
            "region": "us-east-2", "scope": "REGIONAL", "name": "set", "description": null, "version": "IPV4",
            "addresses": ["198.51.100.0/24"], "tags": {},
        })),
        outputs: Some([("arn".to_owned(), "SET".to_owned())].into()),
    });
    sources.push(Source {
        address: engine::names::ResourceId::new("rule-group.own/rule-group"),
        kind: "wafv2-rule-group".into(),
        input: Tree::new(json!({
            "region": "us-east-2", "scope": "REGIONAL", "name": "own", "description": null, "capacity": 50, "metric": null, "sampled": false, "response-bodies": {}, "tags": {},
            "rules": {
                "tool": group_rule(1, "count", "tool", json!(["tool"])),
                "hard": group_rule(2, "block", "hard", json!([])),
                "soft": group_rule(3, "block", "soft", json!([])),
            },
        })),
        outputs: Some([("arn".to_owned(), "GROUP".to_owned())].into()),
    });
    sources
}

/// A rule of a group that looks for a word in the header `x`.
fn group_rule(priority: u32, action: &str, word: &str, labels: Value) -> Value {
    let test = json!({ "field": { "header": "x" }, "search": word, "position": "exactly", "transforms": [] });
    json!({
        "priority": priority, "action": action, "statement": { "byte-match": test }, "labels": labels, "metric": null,
        "sampled": false,
    })
}

#[test]
fn rules_come_to_what_the_page_says() {
    let mut failures = Vec::new();
    for page in pages("waf-rules.md") {
        let mut rules: Value = serde_json::from_str(&page.block).expect("JSON");
        let default = rules.as_object_mut().and_then(|rules| rules.remove("default"));
        for rule in rules.as_object_mut().expect("rules").values_mut() {
            rule["metric"] = Value::Null;
            rule["sampled"] = Value::Bool(false);
        }
        let default = default.as_ref().and_then(Value::as_str).unwrap_or("allow");
        let perimeter = perimeter(&guarded_by(rules, default));
        failures.extend(run(&page, |_| Judge::new(perimeter.clone())));
    }
    all_hold(failures);
}

/// The statement of a row, in the words of the kind.
fn statement(row: &BTreeMap<String, String>) -> Value {
    let (part, name) = row["part"].split_once(' ').unwrap_or((&row["part"], ""));
    let oversize = if name.is_empty() { "continue" } else { name };
    let field = match part {
        "header" => json!({ "header": name }),
        "query-argument" => json!({ "query-argument": name }),
        "body" => json!({ "body": oversize }),
        "headers" | "cookies" => json!({ part: { "which": "all", "scope": "all", "oversize": oversize } }),
        "cookie" => {
            json!({ "cookies": { "which": { "included": [name] }, "scope": "value", "oversize": "continue" } })
        }
        "json" => {
            let paths: Vec<&str> = Some(name).filter(|name| !name.is_empty()).into_iter().collect();
            json!({ "json-body": { "paths": paths, "scope": "all", "invalid": null, "oversize": "continue" } })
        }
        plain => json!(plain),
    };
    let after: Vec<&str> = row["after"].split(' ').filter(|word| !word.is_empty()).collect();
    let text = |form: Option<&str>| match row["text"].strip_prefix("(secret ").and_then(|rest| rest.strip_suffix(')')) {
        Some(name) => match form {
            Some(form) => json!({ "$secret": name, "form": form }),
            None => json!({ "$secret": name }),
        },
        None => json!(row["text"]),
    };
    let (negated, test) = row["test"].strip_prefix("not ").map_or((false, row["test"].as_str()), |test| (true, test));
    let words: Vec<&str> = test.split(' ').collect();
    let statement = match words.as_slice() {
        ["size", how, bytes] => {
            let size: u64 = bytes.parse().expect("bytes");
            json!({ "size-constraint": { "field": field, "comparison": how, "size": size, "transforms": after } })
        }
        ["sqli"] => json!({ "sqli-match": { "field": field, "sensitivity": "low", "transforms": after } }),
        ["xss"] => json!({ "xss-match": { "field": field, "transforms": after } }),
        ["matches"] => {
            json!({ "regex-match": { "field": field, "pattern": text(Some("exact-regex")), "transforms": after } })
        }
        position => {
            json!({ "byte-match": { "field": field, "search": text(None), "position": position[0], "transforms": after } })
        }
    };
    if negated { json!({ "not": statement }) } else { statement }
}

/// The same as a spec of WAF Classic; `None` for what the language has no word for.
fn in_classic(row: &BTreeMap<String, String>) -> Option<String> {
    let (part, name) = row["part"].split_once(' ').unwrap_or((&row["part"], ""));
    let part = match part {
        "header" => format!("header \"{name}\""),
        "query-argument" => format!("argument \"{name}\""),
        "all-query-arguments" => "arguments".to_owned(),
        "method" | "path" | "query-string" => part.to_owned(),
        // It looks at less of it than version 2; that has a page of its own.
        "body" if !row["body"].contains('*') => "body oversize=\"continue\"".to_owned(),
        _ => return None,
    };
    let (negated, test) =
        row["test"].strip_prefix("not ").map_or(("", row["test"].as_str()), |test| (" not=#true", test));
    let word = match test {
        "exactly" => "equals",
        "contains-word" => "word",
        "starts-with" | "ends-with" | "contains" | "matches" => test,
        _ => return None,
    };
    if row["text"].is_empty() {
        return None;
    }
    let value = match row["text"].strip_prefix("(secret ").and_then(|rest| rest.strip_suffix(')')) {
        Some(name) => format!("(secret)\"{name}\""),
        None => serde_json::to_string(&row["text"]).expect("a text"),
    };
    let known = ["", "lowercase", "url-decode", "html-entity-decode", "compress-white-space", "cmd-line"];
    let after = Some(row["after"].as_str()).filter(|after| known.contains(after))?;
    let transform =
        if after.is_empty() { String::new() } else { format!(" {{\n            transform \"{after}\"\n        }}") };
    Some(format!(
        "{GUARDED}waf \"w\" version=\"classic\" {{\n    default \"allow\"\n    rule \"t\" priority=1 action=\"block\" {{\n        \
         {part} {word}={value}{negated}{transform}\n    }}\n}}\n"
    ))
}

#[test]
fn tests_match_what_the_page_says_in_both_products() {
    let mut failures = Vec::new();
    let mut in_both = 0;
    for page in pages("waf-tests.md") {
        for row in &page.rows {
            let rule = json!({ "priority": 1, "action": "block", "statement": statement(row), "metric": null, "sampled": false });
            let mut made = vec![("v2", guarded_by(json!({ "t": rule }), "allow"))];
            if let Some(spec) = in_classic(row) {
                made.push(("classic", sources(&spec)));
                in_both += 1;
            }
            for (product, sources) in made {
                let trail = Judge::new(perimeter(&sources)).decide(&request(row));
                let found = match (&trail.uncertain, trail.status) {
                    (Some(_), _) => "unsure",
                    (None, Some(403)) => "yes",
                    (None, _) => "no",
                };
                if found != row["match"] {
                    failures.push(format!("{product} {row:?}: {found}; {:?}", trail.uncertain));
                }
            }
        }
    }
    assert!(in_both > 90, "only {in_both} rows were asked of WAF Classic");
    all_hold(failures);
}

#[test]
fn waf_classic_matches_what_its_page_says() {
    let mut failures = Vec::new();
    for page in pages("waf-classic.md") {
        for row in &page.rows {
            let spec = format!(
                "{GUARDED}waf \"w\" version=\"classic\" {{\n    default \"allow\"\n    rule \"t\" priority=1 action=\"block\" {{\n        {}\n    }}\n}}\n",
                row["statement"]
            );
            let trail = Judge::new(perimeter(&sources(&spec))).decide(&request(row));
            let found = match (&trail.uncertain, trail.status) {
                (Some(_), _) => "unsure",
                (None, Some(403)) => "yes",
                (None, _) => "no",
            };
            if found != row["match"] {
                failures.push(format!("{row:?}: {found}; {:?}", trail.uncertain));
            }
        }
    }
    all_hold(failures);
}
