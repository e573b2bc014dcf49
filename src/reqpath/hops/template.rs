use std::collections::BTreeMap;

use super::super::request::Request;
use super::super::trail::Answer;
use crate::kinds::aws::apigateway::GatewayResponse;

/// An answer the gateway writes itself: fixed headers, and a body by the template for JSON or the first there is. Variables are put in
/// from `known`. Of what templates can do, the choice of the origin that may read an answer is worked out; all else stays as written.
pub(super) fn answer(
    status: u16,
    headers: &BTreeMap<String, String>,
    bodies: &BTreeMap<String, String>,
    request: &Request,
    known: &[(&str, &str)],
) -> Answer {
    let origin = request.header("origin").map(|origin| origin.shown());
    let chosen = bodies.get_key_value("application/json").or_else(|| bodies.iter().next());
    let (media_type, template) =
        chosen.map_or(("application/json", ""), |(media_type, template)| (media_type.as_str(), template.as_str()));
    let (instead, template) = directives(template, origin.as_deref());
    let body = known.iter().fold(template.to_owned(), |body, (name, value)| body.replace(name, value));
    let mut answer = Answer::new(status, media_type, body);
    for (name, value) in headers {
        let echoed = (value == GatewayResponse::ECHO).then(|| origin.clone());
        let overridden = instead.as_ref().filter(|(header, _)| header == name).map(|(_, value)| value.clone());
        match (echoed, overridden) {
            (Some(None), _) => {}
            (Some(Some(value)), _) | (None, Some(value)) => answer.headers.push((name.clone(), value)),
            (None, None) => answer.headers.push((name.clone(), value.clone())),
        }
    }
    answer
}

/// The lines of a template that only decide, and what is left: a header that gets the origin that asks, when it is one of those
/// that are named.
fn directives<'t>(template: &'t str, origin: Option<&str>) -> (Option<(String, String)>, &'t str) {
    let mut instead = None;
    let mut rest = template;
    while let Some((line, behind)) = rest.split_once('\n').filter(|(line, _)| line.starts_with('#')) {
        if let (Some((condition, set)), Some(origin)) =
            (line.split_once(")#set($context.responseOverride.header."), origin)
        {
            let named = condition.split('"').skip(1).step_by(2).any(|named| named == origin);
            let header = set.split(" = ").next().unwrap_or_default();
            if named {
                instead = Some((header.to_owned(), origin.to_owned()));
            }
        }
        rest = behind;
    }
    (instead, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reqpath::Url;

    #[test]
    fn the_origin_that_asks_may_read_when_it_is_named() {
        let template = "#set($headers = $input.params().header)\n#if($origin == \"https://b\" || $origin == \"https://c\")#set($context.\
                        responseOverride.header.Access-Control-Allow-Origin = $origin)#end\n{\"message\":$context.error.messageString}";
        let headers = BTreeMap::from([("Access-Control-Allow-Origin".to_owned(), "https://a".to_owned())]);
        let bodies = BTreeMap::from([("application/json".to_owned(), template.to_owned())]);
        let ask = |origin: Option<&str>| {
            let request = Request::new("GET", Url::parse("https://h/").expect("a URL"));
            let request = origin.iter().fold(request, |request, origin| request.with("Origin", *origin));
            answer(403, &headers, &bodies, &request, &[("$context.error.messageString", "\"No\"")])
        };
        for (origin, allowed) in
            [(None, "https://a"), (Some("https://c"), "https://c"), (Some("https://x"), "https://a")]
        {
            let answer = ask(origin);
            assert_eq!(answer.headers[1], ("Access-Control-Allow-Origin".to_owned(), allowed.to_owned()), "{origin:?}");
            assert_eq!(answer.body, "{\"message\":\"No\"}");
        }
    }
}
