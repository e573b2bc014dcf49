use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

/// Plain text of a secret. It has no `Debug`, `Display`, `Serialize` or `Clone`, and is wiped when dropped.
///
/// ```compile_fail
/// println!("{}", engine::secrets::Plain::new(String::new()));
/// ```
///
/// ```compile_fail
/// println!("{:?}", engine::secrets::Plain::new(String::new()));
/// ```
///
/// ```compile_fail
/// let copy = engine::secrets::Plain::new(String::new()).clone();
/// ```
///
/// ```compile_fail
/// let text = serde_json::to_string(&engine::secrets::Plain::new(String::new()));
/// ```
///
/// What it does have:
///
/// ```
/// assert_eq!(engine::secrets::Plain::new("s3cret".into()).expose(), "s3cret");
/// ```
pub struct Plain(Zeroizing<String>);

impl Plain {
    /// Takes ownership of plain text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Where it stands in a text of somebody else's, and nothing more of it.
    pub fn places_in(&self, text: &[u8]) -> Vec<Range<usize>> {
        let wanted = self.0.as_bytes();
        let windows = text.windows(wanted.len().max(1)).enumerate();
        windows.filter(|(_, window)| *window == wanted).map(|(at, window)| at..at + window.len()).collect()
    }

    /// The text, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Why a secret cannot be opened here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked(pub String);

impl fmt::Display for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
