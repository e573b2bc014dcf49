use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::Phrase;

/// One request as a client sends it, or as one hop sends it on to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Request {
    /// The verb as sent; upper-case for all that AWS knows.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// In the order of sending; a name may come several times.
    pub headers: Vec<Header>,
    /// The body; empty for none.
    pub body: Phrase,
    /// Whose request it is.
    pub client: Client,
    /// ISO 3166-1 alpha-2, upper-case; `None` when nobody said.
    pub country: Option<String>,
    /// `1.1`, `2.0` or `3.0`.
    pub http_version: String,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Client {
    /// A client whose address nobody said.
    Somewhere,
    /// A client of this address.
    Address(IpAddr),
    /// A server of CloudFront's, sending on what a viewer asked for.
    Cloudfront,
}

/// A header of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// As sent; its case means nothing.
    pub name: String,
    /// Secrets in it stay closed.
    pub value: Phrase,
}

/// Where a request goes, as written: nothing in it is decoded or normalised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Url {
    /// Whether it is `https`.
    pub https: bool,
    /// Lower-case, without port.
    pub host: String,
    /// When it is not that of the scheme.
    pub port: Option<u16>,
    /// With the leading `/`, percent-encoded.
    pub path: String,
    /// Without the `?`; `None` when there is no `?` at all.
    pub query: Option<String>,
}

/// Why a text is not a URL, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoUrl(pub String);

impl Url {
    /// Reads `https://host/path?query`; a fragment is left out, as clients do.
    ///
    /// # Errors
    /// When it is not such a URL.
    pub fn parse(text: &str) -> Result<Self, NoUrl> {
        let complaint = |why: &str| NoUrl(format!("`{text}` is not a URL: {why}"));
        let (scheme, rest) = text.split_once("://").ok_or_else(|| complaint("it does not begin with `https://`"))?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(complaint("only `https` and `http` lead to a perimeter")),
        };
        if let Some(odd) = rest.chars().find(|letter| letter.is_whitespace() || letter.is_control()) {
            return Err(complaint(&format!("{odd:?} must be written as %{:02X}", u32::from(odd))));
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if let Some((_, host)) = authority.rsplit_once('@') {
            // It is not shown: what is in it may be a password.
            let why = "a name and a password are no part of it, clients send them as the header `Authorization`";
            return Err(NoUrl(format!("`{scheme}://…@{host}{target}` is not a URL here: {why}")));
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port.parse().map_err(|_| complaint(&format!("`{port}` is no port")))?;
                (host, Some(port))
            }
            _ => (authority, None),
        };
        if host.is_empty() {
            return Err(complaint("it has no host"));
        }
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let path = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        let port = port.filter(|port| *port != if https { 443 } else { 80 });
        Ok(Self { https, host: host.trim_end_matches('.').to_ascii_lowercase(), port, path, query })
    }

    /// Query parameters as written, in order.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.query.as_deref().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(f, "?{query}"))
    }
}

impl Request {
    /// A request without headers of one's own.
    pub fn new(method: &str, url: Url) -> Self {
        Self {
            method: method.to_owned(),
            url,
            headers: Vec::new(),
            body: Phrase::default(),
            client: Client::Somewhere,
            country: None,
            http_version: "1.1".to_owned(),
        }
    }

    /// The same with one more header.
    pub fn with(mut self, name: &str, value: impl Into<Phrase>) -> Self {
        self.headers.push(Header { name: name.to_owned(), value: value.into() });
        self
    }

    /// Every value of a header, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Phrase> {
        self.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name)).map(|header| &header.value)
    }

    /// The values of a header as one, joined with `,` as a server joins them; `None` without the header.
    pub fn header(&self, name: &str) -> Option<Phrase> {
        let mut values = self.values(name);
        let first = values.next()?.clone();
        Some(values.fold(first, |joined, value| joined.joined(",", value)))
    }

    /// Puts a header in place of all of that name.
    pub fn set(&mut self, name: &str, value: Phrase) {
        self.headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
        self.headers.push(Header { name: name.to_owned(), value });
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_stays_as_it_is_written() {
        let url = Url::parse("HTTPS://Example.com:443/a%2Fb//c?q=1&r#top").expect("a URL");
        assert_eq!(url.to_string(), "https://example.com/a%2Fb//c?q=1&r");
        assert_eq!(url.parameters().collect::<Vec<_>>(), [("q", "1"), ("r", "")]);
        assert_eq!(Url::parse("http://h:8080").expect("a URL").to_string(), "http://h:8080/");
        assert_eq!(Url::parse("https://h?").expect("a URL").query.as_deref(), Some(""));
        for wrong in ["example.com/", "ftp://h/", "https:///", "https://h/a b", "https://h:x/"] {
            assert!(Url::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn headers_of_one_name_are_read_as_one() {
        let url = Url::parse("https://h/").expect("a URL");
        let request = Request::new("GET", url).with("A", "1").with("b", "2").with("a", "3");
        assert_eq!(request.header("a").map(|value| value.shown()).as_deref(), Some("1,3"));
        assert_eq!(request.header("c"), None);
    }
}
