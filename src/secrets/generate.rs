use super::{Plain, codes};
use crate::diag::Diagnostic;

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A random secret of `length` letters and digits; each has just under six bits.
///
/// # Errors
/// When the system gives no random bytes.
pub fn generate(length: usize) -> Result<Plain, Diagnostic> {
    generate_from(length, |bytes| getrandom::fill(bytes).map_err(|_| no_randomness()))
}

/// The same from bytes that `fill` gives.
pub(super) fn generate_from(
    length: usize,
    mut fill: impl FnMut(&mut [u8]) -> Result<(), Diagnostic>,
) -> Result<Plain, Diagnostic> {
    let mut text = String::with_capacity(length);
    let mut bytes = zeroize::Zeroizing::new([0u8; 64]);
    while text.len() < length {
        fill(bytes.as_mut_slice())?;
        for byte in bytes.iter() {
            // 248 is the last multiple of 62 in a byte; above it some letters would come up more often.
            if *byte < 248 && text.len() < length {
                text.push(char::from(LETTERS[usize::from(byte % 62)]));
            }
        }
    }
    Ok(Plain::new(text))
}

/// The diagnostic of a system without random bytes.
pub(super) fn no_randomness() -> Diagnostic {
    Diagnostic::error(codes::NO_RANDOMNESS, "the system gave no random bytes")
        .help("nothing was written; this is a fault of the machine or of the sandbox it runs in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_comes_up_about_as_often() {
        let text = generate(62_000).ok().unwrap();
        assert_eq!(text.expose().len(), 62_000);
        for letter in LETTERS {
            let count = text.expose().bytes().filter(|byte| byte == letter).count();
            assert!((800..1200).contains(&count), "{} came {count} times", char::from(*letter));
        }
        assert_eq!(generate(0).ok().unwrap().expose(), "");
    }
}
