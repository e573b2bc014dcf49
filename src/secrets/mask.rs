use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// The spellings under which a secret may come back in text, each with what stands for it.
#[derive(Default)]
pub(super) struct Mask {
    /// Longest first, so that a secret within another does not leave the rest of it behind.
    spellings: Vec<(Zeroizing<String>, String)>,
}

/// What `encodeURIComponent` and the AWS SDKs leave alone.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Fewer bytes in base64 or hexadecimal are too few letters to tell from ordinary text.
const SHORTEST_ENCODED: usize = 6;

impl Mask {
    /// Adds a value in every spelling.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let shown = format!("(secret {name})");
        for spelling in spellings(value) {
            if !spelling.is_empty() && !self.spellings.iter().any(|(known, _)| *known == spelling) {
                self.spellings.push((spelling, shown.clone()));
            }
        }
        self.spellings.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
    }

    /// The text with every spelling replaced, in one pass from the left.
    pub(super) fn apply(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let found = self
                .spellings
                .iter()
                .filter_map(|(spelling, shown)| {
                    rest.find(spelling.as_str()).map(|start| (start, spelling.len(), shown))
                })
                .min_by_key(|(start, length, _)| (*start, std::cmp::Reverse(*length)));
            match found {
                Some((start, length, shown)) => {
                    masked.push_str(&rest[..start]);
                    masked.push_str(shown);
                    at += start + length;
                }
                None => {
                    masked.push_str(rest);
                    break;
                }
            }
        }
        masked
    }
}

fn spellings(value: &str) -> Vec<Zeroizing<String>> {
    let json = serde_json::Value::String(value.to_owned()).to_string();
    let json = json.trim_start_matches('"').strip_suffix('"').unwrap_or(&json).to_owned();
    let slashes = json.replace('/', "\\/");
    let percent = utf8_percent_encode(value, UNRESERVED).to_string();
    let form = percent.replace("%20", "+");
    let lower = lower_hex(&percent);
    let xml = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let xml_quotes = xml.replace('"', "&quot;").replace('\'', "&#39;");
    let debug = format!("{value:?}");
    let debug = debug[1..debug.len() - 1].to_owned();
    let mut all = vec![value.to_owned(), json, slashes, percent, form, lower, xml, xml_quotes, debug];
    if value.len() >= SHORTEST_ENCODED {
        all.extend(in_base64(value));
        let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        all.extend([hex.to_uppercase(), hex]);
    }
    all.into_iter().map(Zeroizing::new).collect()
}

/// The value in base64 on its own, and the letters that are certain when it stands somewhere in longer text (`user:secret`).
fn in_base64(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
        found.push(engine.encode(value));
        for before in 0..3 {
            let shifted = Zeroizing::new([vec![0; before].as_slice(), value.as_bytes()].concat());
            let letters = engine.encode(&shifted);
            // Letters that share bits with what stands before or after the value are not known.
            let from = (before * 8).div_ceil(6);
            let to = shifted.len() * 8 / 6;
            found.push(letters[from..to].to_owned());
        }
    }
    found
}

/// Percent escapes with lower-case digits, as some services write them.
fn lower_hex(percent: &str) -> String {
    let mut lower = String::with_capacity(percent.len());
    let mut digits = 0;
    for letter in percent.chars() {
        if letter == '%' {
            digits = 2;
            lower.push(letter);
        } else if digits > 0 {
            digits -= 1;
            lower.push(letter.to_ascii_lowercase());
        } else {
            lower.push(letter);
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

    use super::*;

    #[test]
    fn every_spelling_of_a_value_is_replaced() {
        let value = "p\"ä&s/ s+w?r:d";
        let mut mask = Mask::default();
        mask.add("db", value);
        let spelled = [
            value.to_owned(),
            serde_json::to_string(value).unwrap(),
            utf8_percent_encode(value, NON_ALPHANUMERIC).to_string().replace("%2D", "-"),
            utf8_percent_encode(value, UNRESERVED).to_string().to_lowercase(),
            utf8_percent_encode(value, UNRESERVED).to_string().replace("%20", "+"),
            quick_xml::escape::escape(value).to_string(),
            format!("{value:?}"),
            BASE64_STANDARD.encode(value),
            value.bytes().map(|byte| format!("{byte:02X}")).collect(),
            BASE64_URL_SAFE.encode(value),
        ];
        for text in spelled {
            let masked = mask.apply(&format!("before {text} after"));
            assert!(masked.contains("(secret db)"), "{text} -> {masked}");
            assert!(masked.len() < "before (secret db) after".len() + 4, "{masked}");
        }
    }

    #[test]
    fn a_value_within_longer_base64_is_found() {
        let mut mask = Mask::default();
        mask.add("k", "correct horse battery");
        for user in ["", "a", "ab", "abc", "alice:"] {
            for tail in ["", "x", "xy", "xyz"] {
                let header = BASE64_STANDARD.encode(format!("{user}correct horse battery{tail}"));
                assert!(mask.apply(&header).contains("(secret k)"), "{user} {tail}");
            }
        }
    }

    #[test]
    fn the_longest_secret_wins_and_replacements_are_not_read_again() {
        let mut mask = Mask::default();
        mask.add("a", "abc");
        mask.add("b", "abcdef");
        mask.add("c", "secret");
        assert_eq!(mask.apply("x abcdef abc secret"), "x (secret b) (secret a) (secret c)");
        mask.add("empty", "");
        assert_eq!(mask.apply("nothing"), "nothing");
    }
}
