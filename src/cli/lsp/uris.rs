use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands in a path as it is.
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path a document lies at; one that lies nowhere has its whole address for a path.
pub fn path_of(uri: &Uri) -> PathBuf {
    let text = uri.as_str();
    let Some(rest) = text.strip_prefix("file://") else { return PathBuf::from(text) };
    let path = rest.find('/').map_or("", |slash| &rest[slash..]);
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    // `/c:/x` of Windows.
    let drive = path.as_bytes().get(2) == Some(&b':') && cfg!(windows);
    PathBuf::from(if drive { &path[1..] } else { &path })
}

/// The address of a path, when it has one.
pub fn uri_of(path: &Path) -> Option<Uri> {
    let text = path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    if !path.is_absolute() {
        return Uri::from_str(&text).ok().filter(|_| text.contains(':'));
    }
    let slash = if text.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{slash}{}", utf8_percent_encode(&text, &KEPT))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses_and_paths_again() {
        for path in ["/a/b c/é%20#?.kdl", "/spec.kdl"] {
            let uri = uri_of(Path::new(path)).expect("an address");
            assert_eq!(path_of(&uri), Path::new(path), "{}", uri.as_str());
        }
        assert_eq!(
            path_of(&Uri::from_str("untitled:Untitled-1").expect("an address")),
            Path::new("untitled:Untitled-1")
        );
        assert_eq!(path_of(&Uri::from_str("file://host/x%2Fy").expect("an address")), Path::new("/x/y"));
    }
}
