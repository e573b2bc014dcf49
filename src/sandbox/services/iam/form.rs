use std::collections::BTreeMap;

use crate::sandbox::Answer;

/// The parameters of an awsQuery request.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads an `application/x-www-form-urlencoded` body.
    pub(super) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let decode =
            |part: &str| percent_encoding::percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        });
        Self(pairs.collect())
    }

    /// A parameter, if it was sent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Answer> {
        self.text(name).ok_or_else(|| {
            invalid(&format!(
                "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null",
                lower_first(name)
            ))
        })
    }

    /// `Tags.member.N.Key` and `.Value`.
    pub(super) fn tags(&self) -> BTreeMap<String, String> {
        (1..)
            .map_while(|index| {
                let key = self.text(&format!("Tags.member.{index}.Key"))?;
                let value = self.text(&format!("Tags.member.{index}.Value")).unwrap_or("");
                Some((key.to_owned(), value.to_owned()))
            })
            .collect()
    }

    /// `NAME.member.N`.
    pub(super) fn members(&self, name: &str) -> Vec<&str> {
        (1..).map_while(|index| self.text(&format!("{name}.member.{index}"))).collect()
    }

    /// One page of `items` as AWS cuts it: at most `MaxItems` (100), starting at `Marker` (here: an index), and the members
    /// `IsTruncated` and `Marker` that tell of the next.
    pub(super) fn page<'a, T>(&self, items: &'a [T]) -> Result<(&'a [T], String), Answer> {
        let start = match self.text("Marker") {
            None => 0,
            Some(marker) => marker
                .parse::<usize>()
                .ok()
                .filter(|at| *at <= items.len())
                .ok_or_else(|| invalid("Invalid Marker."))?,
        };
        let most = match self.text("MaxItems") {
            None => 100,
            Some(text) => text.parse::<usize>().ok().filter(|most| (1..=1000).contains(most)).ok_or_else(|| {
                invalid("Value at 'maxItems' failed to satisfy constraint: Member must be between 1 and 1000")
            })?,
        };
        let end = items.len().min(start + most);
        let more = if end < items.len() {
            format!("<IsTruncated>true</IsTruncated><Marker>{end}</Marker>")
        } else {
            "<IsTruncated>false</IsTruncated>".to_owned()
        };
        Ok((&items[start..end], more))
    }
}

/// `ValidationError`, 400.
pub(super) fn invalid(message: &str) -> Answer {
    Answer::xml_error(400, "ValidationError", message)
}

/// An element with text.
pub(super) fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", quick_xml::escape::escape(text))
}

/// A list element: each item in `<member>`.
pub(super) fn list(name: &str, items: impl IntoIterator<Item = String>) -> String {
    let members: String = items.into_iter().map(|item| format!("<member>{item}</member>")).collect();
    format!("<{name}>{members}</{name}>")
}

/// The envelope around a result.
pub(super) fn response(action: &str, result: &str) -> Answer {
    let result = if result.is_empty() { String::new() } else { format!("<{action}Result>{result}</{action}Result>") };
    Answer::xml(
        200,
        format!(
            "<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">{result}<ResponseMetadata>\
             <RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></{action}Response>"
        ),
    )
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}
