//! `engine lsp` as an editor meets it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::editor::{Editor, edited, position, uri};
use crate::support::place::Place;
use crate::support::sprinkle::{Random, kdl_files, sprinkled};

const SPEC: &str = "stack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n\nparam \"image\"\nsecret \"token\" min-length=32\n\nfunction \"api\" {\n    image \"${param.image}\"\n    env NAME=\"é😀\" TOKEN=(secret)\"token\" STAGE=\"${stack.env}\"\n}\n\ngateway \"api\" {\n    route \"ANY\" \"/{proxy+}\" function=\"api\"\n    route \"ANY\" \"/\" function=\"api\"\n}\n\noutput \"url\" \"${gateway.api.invoke-url}\"\n";

fn codes(problems: &[Value]) -> Vec<&str> {
    problems.iter().map(|problem| problem["code"].as_str().expect("a code")).collect()
}

/// A range over the first place where `word` stands.
fn range(text: &str, word: &str) -> Value {
    let at = text.find(word).unwrap_or_else(|| panic!("`{word}` is there"));
    json!({ "start": position(text, at), "end": position(text, at + word.len()) })
}

#[test]
fn problems_come_and_go_with_what_is_typed() {
    let place = Place::empty();
    let path = place.path("spec.kdl");
    let of = uri(&path);
    let text = SPEC.replace("(secret)\"token\"", "(secret)\"tokem\"");
    let (mut editor, can) = Editor::with(&place, &json!({}));
    assert_eq!(can["positionEncoding"], "utf-16");
    editor.open(&of, &text);
    let problems = editor.problems_of(&of);
    let wrong = problems.iter().find(|problem| problem["code"] == "E0302" || problem["code"] == "E0301");
    let wrong = wrong.unwrap_or_else(|| panic!("{problems:?}"));
    assert_eq!(wrong["severity"], 1);
    assert_eq!(wrong["source"], "engine");
    assert!(wrong["message"].as_str().expect("a text").contains("help: "), "{wrong}");
    assert_eq!(wrong["range"], range(&text, "\"tokem\""));
    // The pair of surrogates and the é count three, the quote before stands at 14.
    assert_eq!(wrong["range"]["start"]["character"], 4 + "env NAME=\"".len() + 3 + "\" TOKEN=(secret)".len());

    let letter = range(&text, "m\" STAGE");
    let end =
        json!({ "line": letter["start"]["line"], "character": letter["start"]["character"].as_u64().expect("n") + 1 });
    editor.change(&of, json!([{ "range": { "start": letter["start"], "end": end }, "text": "n" }]));
    assert_eq!(editor.problems_of(&of), Vec::<Value>::new());
    editor.change(&of, json!([{ "text": "stack {" }]));
    assert!(!editor.problems_of(&of).is_empty());
    editor.close(&of);
    // Closed, and on the disk there is nothing.
    editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": of } }));
    editor.leave();

    let utf8 = json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } });
    let (mut editor, can) = Editor::with(&place, &utf8);
    assert_eq!(can["positionEncoding"], "utf-8");
    editor.open(&of, &text);
    let problems = editor.problems_of(&of);
    let character = 4 + "env NAME=\"é😀\" TOKEN=(secret)".len();
    assert!(problems.iter().any(|problem| problem["range"]["start"]["character"] == character), "{problems:?}");
    editor.leave();
}

#[test]
fn what_a_spec_includes_is_judged_with_it_whether_open_or_not() {
    let place = Place::empty();
    fs::create_dir(place.path("parts")).expect("a folder");
    let (root, part) = (place.path("spec.kdl"), place.path("parts/api.kdl"));
    let (gateway, rest) = (SPEC.find("gateway").expect("there"), SPEC.find("output").expect("there"));
    let block = &SPEC[gateway..rest];
    fs::write(&root, SPEC.replace(block, "include \"parts/api.kdl\"\n")).expect("writes");
    fs::write(&part, block.replace("function=\"api\"", "function=\"apo\"")).expect("writes");
    let mut editor = Editor::start(&place);
    editor.open(&uri(&root), &fs::read_to_string(&root).expect("reads"));
    assert_eq!(editor.problems_of(&uri(&root)), Vec::<Value>::new());
    // Said of a file that is not open.
    assert!(codes(&editor.problems[&uri(&part)]).contains(&"E0301"), "{:?}", editor.problems);
    editor.close(&uri(&root));
    assert_eq!(editor.problems_of(&uri(&part)), Vec::<Value>::new());
    // An open part brings its spec along; its unsaved text is what counts.
    editor.open(&uri(&part), block);
    assert_eq!(editor.problems_of(&uri(&part)), Vec::<Value>::new());
    let broken = block.replace("\"/\"", "\"/é\" function=");
    editor.change(&uri(&part), json!([{ "text": broken }]));
    assert!(!editor.problems_of(&uri(&part)).is_empty());
    // From a part to the block in the spec, and from the spec to the part.
    editor.change(&uri(&part), json!([{ "text": block }]));
    let found = editor.ask_at("textDocument/definition", &uri(&part), block, "function=\"a");
    assert_eq!(found["uri"], uri(&root));
    let text = fs::read_to_string(&root).expect("reads");
    editor.open(&uri(&root), &text);
    assert_eq!(found["range"]["start"]["line"], position(&text, text.find("function \"api\"").expect("there"))["line"]);
    let found = editor.ask_at("textDocument/definition", &uri(&root), &text, "include \"parts/");
    assert_eq!(found["uri"], uri(&part));
    editor.leave();
}

/// What only can be meant one way, behind letters of several bytes and units.
const HABITS: &str = "// 😀é\nstack \"shop\" {\n    region = \"us-east-2\"\n    env \"dev\", \"prod\"\n}\nsecret \"token\"\nfuction \"api\" {\n    image 5\n    memroy \"256mb\"\n    env NAME=\"😀\", TOKEN=(secert)\"token\"\n}\n";

#[test]
fn fixes_are_those_of_the_command_line() {
    for wrong in [
        HABITS.to_owned(),
        SPEC.replace("memory", "memroy").replace("route", "ruote"),
        SPEC.replace("env \"dev\"", "evn \"dev\""),
    ] {
        let place = Place::empty();
        let path = place.path("spec.kdl");
        fs::write(&path, &wrong).expect("writes");
        let mut editor = Editor::start(&place);
        editor.open(&uri(&path), &wrong);
        // One after the other.
        let mut text = wrong.clone();
        let mut rounds = 0;
        while let Some(action) = editor.actions(&uri(&path), &json!(["quickfix"])).first().cloned() {
            assert_eq!(action["diagnostics"].as_array().map(Vec::len), Some(1), "{action}");
            text = edited(&text, &action["edit"]["changes"][uri(&path)]);
            editor.change(&uri(&path), json!([{ "text": text }]));
            rounds += 1;
            assert!(rounds < 40, "{text}");
        }
        editor.change(&uri(&path), json!([{ "text": wrong }]));
        // All at once.
        let actions = editor.actions(&uri(&path), &json!(["source.fixAll"]));
        let whole = edited(&wrong, &actions[0]["edit"]["changes"][uri(&path)]);
        editor.leave();
        let _ = place.run(&["validate", "--fix"]);
        let fixed = fs::read_to_string(&path).expect("reads");
        assert_ne!(fixed, wrong);
        assert_eq!(whole, fixed);
        assert_eq!(text, fixed);
    }
}

#[test]
fn layout_is_that_of_the_command_line() {
    let place = Place::empty();
    let path = place.path("spec.kdl");
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let params = json!({ "textDocument": { "uri": uri(&path) }, "options": options });
    let mut editor = Editor::start(&place);
    for text in [
        SPEC.to_owned(),
        SPEC.replace("    ", " ").replace("\n\n", "\n\n\n\n"),
        SPEC.replace(" {\n    ", "    { /* é😀 */ ").replace('\n', "\r\n"),
    ] {
        editor.open(&uri(&path), &text);
        let edits = editor.ask("textDocument/formatting", params.clone());
        fs::write(&path, &text).expect("writes");
        place.run(&["fmt"]).done();
        assert_eq!(edited(&text, &edits), fs::read_to_string(&path).expect("reads"));
    }
    editor.open(&uri(&path), "function \"api {");
    assert_eq!(editor.ask("textDocument/formatting", params), Value::Null);
    editor.leave();
}

#[test]
fn words_are_explained_where_they_stand() {
    let place = Place::empty();
    let of = uri(&place.path("spec.kdl"));
    let text = SPEC
        .replace("\"/\" function=\"api\"", "\"/\" function=\"apy\"")
        .replace("\n}\n\ngateway", "\n    timeout \"29s\"\n}\n\ngateway");
    let mut editor = Editor::start(&place);
    editor.open(&of, &text);
    let mut about = |before: &str| {
        let found = editor.ask_at("textDocument/hover", &of, &text, before);
        found["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let has = |text: String, wanted: &[&str]| {
        wanted.iter().for_each(|wanted| assert!(text.contains(wanted), "no `{wanted}` in {text}"))
    };
    has(about("func"), &["**`function`**", "${function.NAME.arn}"]);
    has(about("time"), &["**`timeout`**", "Unless given", "At most once"]);
    has(about("min-len"), &["**`min-length=`**", "Unless given"]);
    has(about("\"/{proxy+}\" func"), &["**`function=`**"]);
    has(about("\"/{proxy+}\" function=\"ap"), &["function \"api\""]);
    has(about("${gateway.api.inv"), &["gateway \"api\"", "`invoke-url`"]);
    has(about("(secret)\"to"), &["secret \"token\""]);
    has(about("function=\"apy"), &["**E0301**"]);
    assert_eq!(about("shop\" {\n  "), "");
    editor.leave();
}

#[test]
fn what_may_stand_there_is_offered_in_the_middle_of_a_word() {
    let place = Place::empty();
    let of = uri(&place.path("spec.kdl"));
    let mut editor = Editor::start(&place);
    let mut offered = |text: &str| {
        editor.open(&of, text);
        let at = text.find('|').expect("a place");
        let text = text.replacen('|', "", 1);
        editor.change(&of, json!([{ "text": text }]));
        let items = editor
            .ask("textDocument/completion", json!({ "textDocument": { "uri": of }, "position": position(&text, at) }));
        let items = items.as_array().expect("a list");
        let labels: Vec<String> =
            items.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect();
        // What the text becomes with each of them.
        let texts = items.iter().map(|item| edited(&text, &json!([item["textEdit"]])));
        let becomes: BTreeMap<String, String> = labels.iter().cloned().zip(texts).collect();
        (labels, becomes)
    };
    // At the top, also behind what is broken.
    let (all, becomes) = offered(&format!("{SPEC}waf \"x\" {{\n    default \"blo\nfunc|"));
    assert!(all.contains(&"gateway".to_owned()) && !all.contains(&"memory".to_owned()), "{all:?}");
    assert!(becomes["function"].ends_with("\nfunction"));
    // Inside of a block that is not closed.
    let (all, becomes) = offered(&format!("{SPEC}function \"b\" {{\n    mem|\n\nbucket \"c\"\n"));
    assert!(all.contains(&"timeout".to_owned()) && !all.contains(&"gateway".to_owned()), "{all:?}");
    assert!(becomes["memory"].contains("\n    memory\n\nbucket"), "{}", becomes["memory"]);
    // A property, and the block it names.
    let (all, becomes) = offered(&format!("{SPEC}gateway \"b\" {{\n    route \"GET\" \"/\" |\n}}\n"));
    assert!(all.contains(&"function".to_owned()), "{all:?}");
    assert!(becomes["function"].contains("\"/\" function=\n"));
    let (all, becomes) = offered(&format!("{SPEC}gateway \"b\" {{\n    route \"GET\" \"/\" function=\"|\n"));
    assert_eq!(all, ["api"]);
    assert!(becomes["api"].contains("function=\"api\n"));
    let (_, becomes) = offered(&format!("{SPEC}gateway \"b\" {{\n    route \"GET\" \"/\" function=|\n}}\n"));
    assert!(becomes["api"].contains("function=\"api\"\n"));
    // A word of a closed set.
    let (mut all, becomes) = offered(&format!("{SPEC}waf \"b\" {{\n    default \"|\"\n"));
    all.sort();
    assert_eq!(all, ["allow", "block"]);
    assert!(becomes["block"].contains("default \"block\"\n"));
    // References inside of texts, with and without their end.
    let (all, becomes) = offered(&format!("{SPEC}output \"b\" \"x ${{|\n"));
    assert!(!all.iter().any(|label| label.starts_with("secret.")), "{all:?}");
    assert!(becomes["function.api.arn"].ends_with("\"x ${function.api.arn}\n"));
    let (_, becomes) = offered(&format!("{SPEC}output \"b\" \"é😀 ${{gateway.ap|i.in}} z\"\n"));
    assert!(becomes["gateway.api.invoke-url"].ends_with("\"é😀 ${gateway.api.invoke-url} z\"\n"));
    let (_, becomes) = offered(&format!("{SPEC}function \"b\" {{\n    env X=(sec|\n"));
    assert!(becomes["secret"].ends_with("X=(secret\n"));
    let (all, _) = offered(&format!("{SPEC}function \"b\" {{\n    env X=(secret)\"|\"\n"));
    assert_eq!(all, ["token"]);
    let (all, _) = offered(&format!("{SPEC}// func|\n"));
    assert_eq!(all, Vec::<String>::new());
    editor.leave();
}

#[test]
fn symbols_are_the_blocks_with_what_is_inside_of_them() {
    let place = Place::empty();
    let of = uri(&place.path("spec.kdl"));
    let mut editor = Editor::start(&place);
    editor.open(&of, SPEC);
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": of } }));
    let names = |symbols: &Value| -> Vec<String> {
        symbols
            .as_array()
            .expect("a list")
            .iter()
            .map(|symbol| symbol["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    let top = [
        "stack \"shop\"",
        "param \"image\"",
        "secret \"token\"",
        "function \"api\"",
        "gateway \"api\"",
        "output \"url\"",
    ];
    assert_eq!(names(&symbols), top);
    assert_eq!(names(&symbols[0]["children"]), ["region \"us-east-2\"", "env \"dev\""]);
    for reference in ["(secret)\"tok", "${param.im", "${gateway.api.inv", "${stack.e"] {
        let found = editor.ask_at("textDocument/definition", &of, SPEC, reference);
        assert_eq!(found["uri"], of, "{reference}");
    }
    editor.leave();
}

#[test]
fn the_conversation_is_held_as_the_protocol_says() {
    let place = Place::empty();
    let mut editor = Editor::silent(&place);
    assert_eq!(editor.request("textDocument/hover", json!({}))["error"]["code"], -32002);
    editor.send_raw(b"Content-Length: 5\r\n\r\n{ no}");
    assert_eq!(editor.hear()["error"]["code"], -32700);
    editor.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(editor.request("initialize", json!({ "capabilities": {} }))["error"]["code"], -32600);
    assert_eq!(editor.request("textDocument/rename", json!({}))["error"]["code"], -32601);
    assert_eq!(editor.request("textDocument/hover", json!([1]))["error"]["code"], -32602);
    editor.tell("textDocument/didChange", json!({ "nothing": true }));
    editor.tell("$/nothing", json!(null));
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.request("textDocument/hover", json!({}))["error"]["code"], -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(0));

    let mut editor = Editor::start(&place);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(1));
    assert_eq!(Editor::start(&place).ended(), Some(1));
    let mut editor = Editor::silent(&place);
    editor.send_raw(b"\xff\xfe\r\nContent-Length: lots\r\n\r\n");
    assert_eq!(editor.ended(), Some(1));
}

#[test]
fn random_edits_never_end_it_and_are_all_made() {
    let place = Place::empty();
    let path = place.path("spec.kdl");
    let of = uri(&path);
    let seeds: Vec<Vec<u8>> = kdl_files("specs")
        .iter()
        .map(|path| fs::read(path).expect("a spec"))
        .filter(|seed| seed.len() < 4_000)
        .collect();
    let mut random = Random(0x51ab_77c0_1234_0001);
    let mut editor = Editor::start(&place);
    for round in 0..60 {
        let mut text = String::from_utf8_lossy(&sprinkled(&seeds, &mut random)).replace('\r', "");
        editor.open(&of, &text);
        for _ in 0..3 {
            let mut ends = [random.below(text.len() + 1), random.below(text.len() + 1)];
            ends.sort_unstable();
            let [start, end] = ends.map(|at| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
            let end = end.min(start + 40);
            let end = (start..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(start);
            let new = ["", "{", "\"", "é😀", "${", "\n}", "(secret)\"", "function="][random.below(8)];
            editor.change(
                &of,
                json!([{ "range": { "start": position(&text, start), "end": position(&text, end) }, "text": new }]),
            );
            text.replace_range(start..end, new);
            let at = json!({ "textDocument": { "uri": of }, "position": position(&text, start) });
            for method in ["textDocument/completion", "textDocument/hover", "textDocument/definition"] {
                editor.ask(method, at.clone());
            }
            editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": of } }));
        }
        // The same is said as of a text that came in one piece.
        let said = editor.problems_of(&of);
        editor.change(&of, json!([{ "text": text }]));
        assert_eq!(said, editor.problems_of(&of), "round {round}:\n{text}");
    }
    // Nothing an editor can send makes it slow for ever: a long line of what lexers dislike.
    for piece in ["{", "\"", "a {", "\"\"\"\n", "#", "/*", "a;", "x=", "${", " "] {
        let text = piece.repeat(60_000 / piece.len());
        editor.open(&of, &text);
        let at = json!({ "textDocument": { "uri": of }, "position": { "line": 0, "character": 30_000 } });
        editor.ask("textDocument/completion", at.clone());
        editor.ask("textDocument/hover", at);
        editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": of } }));
    }
    editor.leave();
}

#[test]
fn every_spec_is_judged_as_on_the_command_line() {
    let place = Place::empty();
    let is_spec = |path: &Path| {
        let named = path.file_name().is_some_and(|name| name == "spec.kdl");
        named || fs::read_to_string(path).is_ok_and(|text| text.lines().any(|line| line.starts_with("stack \"")))
    };
    let readable: Vec<_> = kdl_files("specs").into_iter().filter(|path| is_spec(path)).collect();
    let readable: Vec<_> = readable.into_iter().filter(|path| fs::read_to_string(path).is_ok()).collect();
    assert!(readable.len() > 300);
    let names: Vec<&str> = readable.iter().map(|path| path.to_str().expect("UTF-8")).collect();
    let judged: Value =
        serde_json::from_str(&place.run(&[&["validate", "--format", "json"], &names[..]].concat()).out).expect("JSON");
    let mut wanted: Vec<String> = Vec::new();
    for problem in judged["diagnostics"].as_array().expect("a list") {
        let labels = problem["labels"].as_array().expect("a list");
        let mut message = problem["message"].as_str().expect("a text").to_owned();
        let Some(first) = labels.first() else { continue };
        if first["text"] != "" {
            message = format!("{message}: {}", first["text"].as_str().expect("a text"));
        }
        if let Some(help) = problem["help"].as_str() {
            message = format!("{message}\nhelp: {help}");
        }
        let file = Path::new(first["file"].as_str().expect("a file"));
        let text = String::from_utf8_lossy(&fs::read(file).expect("reads")).into_owned();
        let at =
            |end: &str| position(&text.replace('\r', " "), first[end]["offset"].as_u64().expect("an offset") as usize);
        let severity = ["", "error", "warning", "advice"].iter().position(|word| *word == problem["severity"]);
        let severity = severity.expect("a severity");
        wanted.push(format!(
            "{} {} {severity} {} {} {} {message:?}",
            uri(file),
            problem["code"],
            at("start"),
            at("end"),
            labels.len()
        ));
    }
    let mut editor = Editor::start(&place);
    let mut found: Vec<String> = Vec::new();
    for path in &readable {
        editor.open(&uri(path), &fs::read_to_string(path).expect("reads"));
        editor.problems_of(&uri(path));
        for (of, problems) in std::mem::take(&mut editor.problems) {
            for problem in problems {
                let (range, more) = (&problem["range"], problem["relatedInformation"].as_array().map_or(0, Vec::len));
                found.push(format!(
                    "{of} {} {} {} {} {} {:?}",
                    problem["code"],
                    problem["severity"],
                    range["start"],
                    range["end"],
                    more + 1,
                    problem["message"].as_str().expect("a text")
                ));
            }
        }
        editor.close(&uri(path));
        editor.problems_of(&uri(path));
        editor.problems.clear();
    }
    editor.leave();
    wanted.sort();
    found.sort();
    let missing: Vec<&String> = wanted.iter().filter(|line| !found.contains(line)).take(5).collect();
    let extra: Vec<&String> = found.iter().filter(|line| !wanted.contains(line)).take(5).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:#?}\nextra: {extra:#?}");
    assert_eq!(found.len(), wanted.len());
}
