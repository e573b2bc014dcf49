//! The secret that the CDN sends is known to the cloud alone: nobody is told, and no file holds it.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::place::Place;

/// The values of the headers that distributions send to their origins.
pub fn sent(seen: &Value) -> Vec<String> {
    let distributions = seen["distributions"].as_array().expect("a list").iter();
    distributions
        .flat_map(|one| one["DistributionConfig"]["Origins"]["Items"].as_array().expect("origins"))
        .filter_map(|origin| origin["CustomHeaders"]["Items"].as_array())
        .flatten()
        .map(|header| header["HeaderValue"].as_str().expect("a value").to_owned())
        .collect()
}

/// Searches all that was printed and every file of the home for the values, as they are, in hexadecimal and in base64; gives
/// the places where they stand.
pub fn places(place: &Place, values: &[String]) -> Vec<String> {
    let mut searched = vec![(PathBuf::from("what was printed"), place.said().into_bytes())];
    read(place.root(), &mut searched);
    let forms: Vec<Vec<u8>> = values.iter().flat_map(|value| forms(value.as_bytes())).collect();
    let stands = |content: &[u8], form: &[u8]| content.windows(form.len()).any(|part| part == form);
    searched
        .iter()
        .filter_map(|(path, content)| {
            let form = forms.iter().find(|form| stands(content, form))?;
            Some(format!("{} as `{}`", path.display(), String::from_utf8_lossy(form)))
        })
        .collect()
}

fn read(folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, into);
        } else {
            let content = fs::read(&path).expect("reads");
            into.push((path, content));
        }
    }
}

/// What the AWS SDKs and browsers leave alone.
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Every spelling in which a value may stand in text: as it is, in hexadecimal, in base64 wherever it begins, and as JSON, URLs,
/// XML and debug prints write it.
pub fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let text = str::from_utf8(value).expect("text");
    let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
    let json = Value::from(text).to_string();
    let debug = format!("{text:?}");
    let url = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let url_of_sdks = percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string();
    let xml = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let xml_with_quotes = xml.replace('"', "&quot;").replace('\'', "&apos;");
    let inside = |quoted: &str| quoted[1..quoted.len() - 1].to_owned();
    let mut forms = vec![
        text.to_owned(),
        hex.to_uppercase(),
        hex,
        inside(&json),
        inside(&debug),
        url.to_lowercase(),
        url,
        url_of_sdks.to_lowercase(),
        url_of_sdks,
        xml,
        xml_with_quotes,
    ];
    // In base64 a text inside another one looks different at each of three offsets; its edges depend on the neighbours.
    for offset in 0..3 {
        let shifted = [&vec![0; offset], value].concat();
        let whole = (offset * 8).div_ceil(6)..shifted.len() * 8 / 6;
        for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            forms.push(alphabet.encode(&shifted)[whole.clone()].to_owned());
        }
    }
    forms.sort();
    forms.dedup();
    // The plain value first.
    forms.sort_by_key(|form| form != text);
    forms.into_iter().map(String::into_bytes).collect()
}
