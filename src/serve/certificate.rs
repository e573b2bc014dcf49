//! A certificate for this machine, made on this machine: what CloudFront's would be if the names led here.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::world::Clock;

/// How long it is good.
const DAYS: u64 = 90;
/// `ecdsa-with-SHA256`, `id-ecPublicKey`, `prime256v1`, `commonName`, `subjectAltName`, `basicConstraints`, as DER.
const ECDSA_SHA256: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const EC_PUBLIC_KEY: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const PRIME256V1: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const COMMON_NAME: &[u8] = &[0x06, 3, 0x55, 4, 3];
const SUBJECT_ALT_NAME: &[u8] = &[0x06, 3, 0x55, 0x1d, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x06, 3, 0x55, 0x1d, 19];

/// Speaks TLS for `names`, and writes the certificate, never the key, as PEM to `path`: for clients that want to check it
/// (`curl --cacert`). The key lives in memory and ends with the process.
///
/// # Errors
/// When the certificate cannot be made or written.
pub fn acceptor(names: &[String], path: &Path) -> io::Result<TlsAcceptor> {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).map_err(io::Error::other)?;
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).map_err(io::Error::other)?;
    let content = to_be_signed(names, key.public_key().as_ref(), Clock::real().now());
    let signature = key.sign(&random, &content).map_err(io::Error::other)?;
    let certificate = sequence(&[&content, &sequence(&[ECDSA_SHA256]), &bits(signature.as_ref())]);
    std::fs::write(path, pem(&certificate))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pkcs8.as_ref().to_vec()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// `TBSCertificate` of RFC 5280, issued by itself.
fn to_be_signed(names: &[String], public: &[u8], now: Duration) -> Vec<u8> {
    let mut serial = [0u8; 16];
    // A number nobody used before; how well it was drawn protects nothing here.
    let _ = getrandom::fill(&mut serial);
    // Positive, and without a zero in front.
    serial[0] = serial[0] & 0x7f | 0x40;
    let issuer = sequence(&[&tagged(0x31, &sequence(&[COMMON_NAME, &tagged(0x0c, b"engine dev")]))]);
    let from = now.saturating_sub(Duration::from_secs(3600));
    let validity = sequence(&[&time(from), &time(now + Duration::from_secs(DAYS * 86_400))]);
    let algorithm = sequence(&[EC_PUBLIC_KEY, PRIME256V1]);
    let subject_key = sequence(&[&algorithm, &bits(public)]);
    let mut alternatives: Vec<Vec<u8>> = names.iter().map(|name| tagged(0x82, name.as_bytes())).collect();
    alternatives.push(tagged(0x87, &[127, 0, 0, 1]));
    let alternatives = sequence(&alternatives.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let alternatives = sequence(&[SUBJECT_ALT_NAME, &tagged(0x04, &alternatives)]);
    // Its own authority, so that it can be trusted by itself.
    let authority = sequence(&[BASIC_CONSTRAINTS, &[0x01, 1, 0xff], &tagged(0x04, &sequence(&[&[0x01, 1, 0xff]]))]);
    let extensions = tagged(0xa3, &sequence(&[&authority, &alternatives]));
    sequence(&[
        &tagged(0xa0, &[0x02, 1, 2]),
        &tagged(0x02, &serial),
        &sequence(&[ECDSA_SHA256]),
        &issuer,
        &validity,
        &issuer,
        &subject_key,
        &extensions,
    ])
}

/// `GeneralizedTime`, or `UTCTime` before 2050, as RFC 5280 wants it.
fn time(instant: Duration) -> Vec<u8> {
    let seconds = i64::try_from(instant.as_secs()).unwrap_or_default();
    let timestamp = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let text = timestamp.strftime("%Y%m%d%H%M%SZ").to_string();
    if text.as_str() < "2050" { tagged(0x17, &text.as_bytes()[2..]) } else { tagged(0x18, text.as_bytes()) }
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, &parts.concat())
}

/// A `BIT STRING` of whole bytes.
fn bits(bytes: &[u8]) -> Vec<u8> {
    tagged(0x03, &[&[0], bytes].concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => der.push(short),
        Ok(byte) => der.extend([0x81, byte]),
        Err(_) => {
            let bytes = length.to_be_bytes();
            let from = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
            der.push(0x80 | (bytes.len() - from) as u8);
            der.extend(&bytes[from..]);
        }
    }
    der.extend(content);
    der
}

fn pem(der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
