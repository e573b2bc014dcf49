//! Ids that the cloud draws depend on who asks first; in a recorded plan they stand by the name of what they belong to.

use std::collections::BTreeMap;

use serde_json::Value;

/// `plan` with each id that `state` knows of written as the address of its resource: `<cdn.site/distribution>`.
pub fn named(plan: &str, state: &Value) -> String {
    let empty = serde_json::Map::new();
    let resources = state["resources"].as_object().unwrap_or(&empty);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    // What is the whole of an id belongs to that resource, whatever others hold it in theirs.
    for (address, record) in resources {
        // What API Gateway draws may be all letters.
        let of_letters = |id: &str| {
            record["kind"].as_str().is_some_and(|kind| kind.starts_with("apigateway-"))
                && id.len() == 10
                && id.chars().all(|c| c.is_ascii_lowercase())
        };
        if let Some(id) = record["id"].as_str().filter(|id| is_drawn(id) || of_letters(id)) {
            names.entry(id.to_owned()).or_insert(format!("<{address}>"));
        }
    }
    for (address, record) in resources {
        let outputs = record["outputs"].as_object().into_iter().flat_map(|outputs| outputs.iter());
        let outputs = outputs.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        for (output, text) in outputs.chain(record["id"].as_str().map(|id| ("id", id))) {
            for word in words(text).filter(|word| is_drawn(word)) {
                names.entry(word.to_owned()).or_insert(format!("<{output} of {address}>"));
            }
        }
    }
    let mut text = String::new();
    let mut rest = plan;
    while let Some(word) = words(rest).next() {
        let at = word.as_ptr() as usize - rest.as_ptr() as usize;
        text.push_str(&rest[..at]);
        text.push_str(names.get(word).map_or(word, String::as_str));
        rest = &rest[at + word.len()..];
    }
    text + rest
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| !word.is_empty())
}

/// Whether the cloud made it up: ten to forty letters and digits, of one case.
fn is_drawn(word: &str) -> bool {
    let has = |is: fn(&char) -> bool| word.chars().any(|c| is(&c));
    (10..=40).contains(&word.len())
        && has(char::is_ascii_digit)
        && has(|c| c.is_ascii_alphabetic())
        && !(has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase))
        && word.split('-').all(|part| part.len() >= 4)
}

#[test]
fn an_id_stands_by_the_name_of_its_resource() {
    let state = serde_json::json!({ "resources": {
        "cdn.site/distribution": { "id": "EOGSWX8XU1R0WP", "outputs": { "domain": "d1a2b3c4d5e6f7.cloudfront.net" } },
        "gateway.api/stage": { "id": "dysp8v84rf/dev", "outputs": {} },
        "gateway.api/rest-api": { "id": "dysp8v84rf", "outputs": {} },
    }});
    let plan = r#"arn:aws:cloudfront::000000000000:distribution/EOGSWX8XU1R0WP is d1a2b3c4d5e6f7.cloudfront.net -> "dysp8v84rf"."#;
    assert_eq!(
        named(plan, &state),
        r#"arn:aws:cloudfront::000000000000:distribution/<cdn.site/distribution> is <domain of cdn.site/distribution>.cloudfront.net -> "<gateway.api/rest-api>"."#
    );
}
