use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::Plain;
use super::data_key::{DataKey, NoRandomness};

/// Where a sealed value belongs: it opens nowhere else.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) stack: &'a str,
    pub(super) env: &'a str,
    pub(super) key: &'a str,
}

/// Why a sealed value does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unsealable {
    /// It does not look like a sealed value at all; it may be plain text.
    NotSealed,
    /// A version tag this program does not know.
    Version(String),
    /// Cut short, or not base64.
    Damaged,
    /// Changed, or made for another place or under another data key.
    Refused,
}

const TAG: &str = "engine sealed value v1";
const NONCE: usize = 24;
const BUCKET: usize = 32;
const LENGTH: usize = 4;

/// Seals a value for its place: `v1:` and base64 of nonce and ciphertext. The length shows only in steps of 32 bytes.
pub(super) fn seal(key: &DataKey, place: Place<'_>, plain: &Plain) -> Result<String, NoRandomness> {
    seal_bytes(key, place, plain.expose().as_bytes())
}

/// As [`seal`], for bytes.
pub(super) fn seal_bytes(key: &DataKey, place: Place<'_>, plain: &[u8]) -> Result<String, NoRandomness> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| NoRandomness)?;
    let sealed = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: &padded(plain), aad: &bound_to(place) })
        .expect("a value shorter than 256 GB can be encrypted");
    Ok(format!("v1:{}", BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat())))
}

/// Opens a sealed value at its place.
pub(super) fn open(key: &DataKey, place: Place<'_>, sealed: &str) -> Result<Plain, Unsealable> {
    let bytes = open_bytes(key, place, sealed)?;
    let text = str::from_utf8(&bytes).map_err(|_| Unsealable::Damaged)?;
    Ok(Plain::new(text.to_owned()))
}

/// As [`open`], for bytes.
pub(super) fn open_bytes(key: &DataKey, place: Place<'_>, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    let bytes = read(sealed)?;
    let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE>().ok_or(Unsealable::Damaged)?;
    let padded = cipher(key)
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &bound_to(place) })
        .map(Zeroizing::new)
        .map_err(|_| Unsealable::Refused)?;
    let (length, rest) = padded.split_first_chunk::<LENGTH>().ok_or(Unsealable::Damaged)?;
    let plain = rest.get(..u32::from_le_bytes(*length) as usize).ok_or(Unsealable::Damaged)?;
    Ok(Zeroizing::new(plain.to_vec()))
}

/// Whether text has the outer form of a sealed value of a known version; needs no key.
pub(super) fn well_formed(sealed: &str) -> Result<(), Unsealable> {
    let bytes = read(sealed)?;
    // A nonce, at least one bucket, and the 16 bytes that authenticate them.
    if bytes.len() < NONCE + BUCKET + 16 || !(bytes.len() - NONCE - 16).is_multiple_of(BUCKET) {
        return Err(Unsealable::Damaged);
    }
    Ok(())
}

fn read(sealed: &str) -> Result<Vec<u8>, Unsealable> {
    let (version, body) = sealed.split_once(':').ok_or(Unsealable::NotSealed)?;
    match version {
        "v1" => BASE64_STANDARD.decode(body).map_err(|_| Unsealable::Damaged),
        other if is_version(other) => Err(Unsealable::Version(other.to_owned())),
        _ => Err(Unsealable::NotSealed),
    }
}

fn is_version(text: &str) -> bool {
    text.len() <= 4 && text.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn cipher(key: &DataKey) -> XChaCha20Poly1305 {
    let sealing = key.sealing();
    XChaCha20Poly1305::new_from_slice(sealing.as_slice()).expect("the derived key has 32 bytes")
}

/// The additional data: each part with its length before it, so that no two places give the same bytes.
fn bound_to(place: Place<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [TAG, place.stack, place.env, place.key] {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

fn padded(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let whole = (LENGTH + plain.len()).next_multiple_of(BUCKET);
    // Reserved at once: growing would leave copies behind that nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(whole));
    bytes.extend((plain.len() as u32).to_le_bytes());
    bytes.extend(plain);
    bytes.resize(whole, 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'_> = Place { stack: "s", env: "dev", key: "k" };

    #[test]
    fn a_value_opens_only_where_it_belongs() {
        let key = DataKey::generate().unwrap();
        let sealed = seal(&key, HERE, &Plain::new("geheim ☂".into())).unwrap();
        assert_eq!(open(&key, HERE, &sealed).ok().unwrap().expose(), "geheim ☂");
        for place in [
            Place { key: "other", ..HERE },
            Place { env: "prod", ..HERE },
            Place { stack: "t", ..HERE },
            Place { stack: "sd", env: "ev", ..HERE },
        ] {
            assert_eq!(open(&key, place, &sealed).err(), Some(Unsealable::Refused));
        }
        assert_eq!(open(&DataKey::generate().unwrap(), HERE, &sealed).err(), Some(Unsealable::Refused));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let key = DataKey::generate().unwrap();
        let sealed = seal(&key, HERE, &Plain::new("x".into())).unwrap();
        let bytes = BASE64_STANDARD.decode(&sealed[3..]).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let text = format!("v1:{}", BASE64_STANDARD.encode(&changed));
            assert_eq!(open(&key, HERE, &text).err(), Some(Unsealable::Refused));
            let cut = format!("v1:{}", BASE64_STANDARD.encode(&bytes[..at]));
            assert!(open(&key, HERE, &cut).is_err());
            assert_eq!(well_formed(&cut), Err(Unsealable::Damaged));
        }
        assert_eq!(well_formed(&sealed), Ok(()));
        assert_eq!(well_formed(&sealed.replace("v1:", "v2:")), Err(Unsealable::Version("v2".into())));
        assert_eq!(well_formed("https://example.com"), Err(Unsealable::NotSealed));
        assert_eq!(well_formed("hunter2"), Err(Unsealable::NotSealed));
    }

    #[test]
    fn lengths_show_in_steps_and_no_two_sealings_are_equal() {
        let key = DataKey::generate().unwrap();
        let of = |length: usize| seal(&key, HERE, &Plain::new("a".repeat(length))).unwrap();
        assert_eq!(of(0).len(), of(28).len());
        assert!(of(28).len() < of(29).len());
        assert_ne!(of(5), of(5));
        assert_eq!(open(&key, HERE, &of(0)).ok().unwrap().expose(), "");
    }
}
