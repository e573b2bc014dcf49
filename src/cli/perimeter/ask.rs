use crate::diag::{FileId, Span, Spanned};
use crate::names::BlockAddr;
use crate::reqpath::{Client, Phrase, Request, Url};
use crate::spec::{Part, Spec, StackAttr, Template, blocks};

/// Takes a text of the command line apart as the spec does: `${kind.name.attribute}`, `${stack.env}`, `${param.NAME}`,
/// `${secret.NAME}`.
///
/// # Errors
/// What leads nowhere, in words.
pub fn written(text: &str, spec: &Spec) -> Result<Template, String> {
    let span = Span { file: FileId(0), start: 0, end: 0 };
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let (path, after) = behind.split_once('}').ok_or_else(|| format!("a `}}` is missing behind `${{{behind}`"))?;
        if !before.is_empty() {
            parts.push(Spanned::new(Part::Literal(before.to_owned()), span));
        }
        parts.push(Spanned::new(part(path.trim(), spec)?, span));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Spanned::new(Part::Literal(rest.to_owned()), span));
    }
    Ok(Template { parts, span })
}

fn part(path: &str, spec: &Spec) -> Result<Part, String> {
    let nowhere = || format!("`${{{path}}}` leads nowhere; write `${{kind.name.attribute}}`");
    let (kind, rest) = path.split_once('.').ok_or_else(nowhere)?;
    match kind {
        "stack" => match rest {
            "name" => Ok(Part::Stack(StackAttr::Name)),
            "env" => Ok(Part::Stack(StackAttr::Env)),
            "region" => Ok(Part::Stack(StackAttr::Region)),
            _ => Err(nowhere()),
        },
        "param" if spec.params.contains_key(rest) => Ok(Part::Param(rest.to_owned())),
        "secret" if spec.secrets.contains_key(rest) => Ok(Part::Secret(rest.to_owned())),
        _ => {
            let (name, attr) = rest.rsplit_once('.').ok_or_else(nowhere)?;
            let block = BlockAddr::new(kind, name);
            if !spec.spans.contains_key(&block) {
                let kind = format!("{kind}.");
                let same: Vec<String> = spec
                    .spans
                    .keys()
                    .filter(|known| known.as_str().starts_with(&kind))
                    .map(|known| format!("`{known}`"))
                    .collect();
                return Err(match same.as_slice() {
                    [] => format!("there is no `{block}` in the spec"),
                    same => format!("there is no `{block}` in the spec, only {}", same.join(", ")),
                });
            }
            let attrs = blocks::all().find(|block| block.node.name == kind).map_or(&[][..], |block| block.attrs);
            if attrs.iter().any(|known| known.name == attr) {
                return Ok(Part::Attr { block, attr: attr.to_owned() });
            }
            let known: Vec<String> = attrs.iter().map(|known| format!("`{}`", known.name)).collect();
            Err(format!("`{block}` has no attribute `{attr}`, only {}", known.join(", ")))
        }
    }
}

/// What is no ASCII, percent-encoded as every client sends it; a host keeps its letters.
fn encoded(url: &str) -> String {
    let path = url.find("://").and_then(|at| Some(at + 3 + url[at + 3..].find('/')?)).unwrap_or(url.len());
    let mut text = url[..path].to_owned();
    for letter in url[path..].chars() {
        match letter.is_ascii() {
            true => text.push(letter),
            false => {
                let mut bytes = [0; 4];
                letter.encode_utf8(&mut bytes).bytes().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
            }
        }
    }
    text
}

/// A request of a verb, a URL and headers.
///
/// # Errors
/// Why the URL is none, in words.
pub fn request(method: &str, url: &Phrase, headers: Vec<(String, Phrase)>) -> Result<Request, String> {
    let text = url.as_plain().and_then(|text| std::str::from_utf8(text).ok());
    let text = text.ok_or_else(|| format!("`{}` holds a secret, and URLs are shown everywhere", url.shown()))?;
    let url = Url::parse(&encoded(text)).map_err(|problem| problem.0)?;
    let request = Request { client: Client::Somewhere, ..Request::new(method, url) };
    Ok(headers.into_iter().fold(request, |request, (name, value)| request.with(&name, value)))
}
