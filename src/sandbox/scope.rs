//! Which service and region a request is for: read from the SigV4 credential scope, never from the host, because behind a
//! loopback port every request has the same host.

use winterbaume_core::MockRequest;

/// Service and region a request was signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    /// Signing name: `lambda`, `apigateway`, `waf-regional`, …
    pub(super) service: String,
    pub(super) region: String,
}

impl Scope {
    /// The scope of a request; `None` when it is not signed. The signature itself is not checked: any key is good here.
    pub(super) fn of(request: &MockRequest) -> Option<Self> {
        let authorization = request.headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let query = query_of(&request.uri);
        let asked = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        // Presigned URLs carry the credential in the query.
        let credential = match authorization {
            Some(header) => header.split("Credential=").nth(1).and_then(|rest| rest.split([',', ' ']).next()),
            None => asked("X-Amz-Credential"),
        };
        if let Some(credential) = credential {
            // KEY/DATE/REGION/SERVICE/aws4_request, from the right: a key may hold slashes.
            let mut parts = credential.rsplit('/');
            let ("aws4_request", service, region) = (parts.next()?, parts.next()?, parts.next()?) else { return None };
            return Some(Self { service: service.to_owned(), region: region.to_owned() });
        }
        // Signature version 2, which boto3 still uses for presigned S3 URLs, names neither.
        let old = authorization.is_some_and(|header| header.starts_with("AWS "))
            || (asked("AWSAccessKeyId").is_some() && asked("Signature").is_some());
        old.then(|| Self { service: "s3".into(), region: "us-east-1".into() })
    }

    /// The host AWS would have been asked at, for a request that came in at `host` (without port). Services that look at hosts
    /// find region and bucket there.
    pub(super) fn host(&self, host: &str) -> String {
        if host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn") {
            return host.to_owned();
        }
        let Self { service, region } = self;
        match bucket_label(host).filter(|_| service == "s3") {
            Some(bucket) => format!("{bucket}.s3.{region}.amazonaws.com"),
            None => format!("{service}.{region}.amazonaws.com"),
        }
    }
}

/// The bucket in `bucket.localhost`, `bucket.127.0.0.1` or `bucket.s3.localhost`.
fn bucket_label(host: &str) -> Option<&str> {
    let front = host.strip_suffix(".localhost").or_else(|| host.strip_suffix(".127.0.0.1"))?;
    let bucket = front.strip_suffix(".s3").unwrap_or(front);
    (bucket != "s3").then_some(bucket)
}

/// Decoded query pairs of a URI in order; a key without `=` has an empty value.
pub(super) fn query_of(uri: &str) -> Vec<(String, String)> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter(|pair| !pair.is_empty()).map(decode_pair).collect()
}

fn decode_pair(pair: &str) -> (String, String) {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let decode =
        |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    (decode(key), decode(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(uri: &str, authorization: Option<&str>) -> Option<Scope> {
        let mut headers = http::HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(http::header::AUTHORIZATION, value.parse().expect("a header"));
        }
        Scope::of(&MockRequest { method: "GET".into(), uri: uri.into(), headers, body: Default::default() })
    }

    fn is(service: &str, region: &str) -> Option<Scope> {
        Some(Scope { service: service.into(), region: region.into() })
    }

    #[test]
    fn the_scope_is_in_the_header_or_the_query() {
        let header =
            "AWS4-HMAC-SHA256 Credential=A/K/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0";
        assert_eq!(scope("http://localhost/", Some(header)), is("lambda", "eu-west-1"));
        assert_eq!(
            scope("http://localhost/b?X-Amz-Credential=AK%2F20260101%2Fus-west-2%2Fs3%2Faws4_request", None),
            is("s3", "us-west-2")
        );
        assert_eq!(scope("http://localhost/b?AWSAccessKeyId=A&Signature=x&Expires=1", None), is("s3", "us-east-1"));
        assert_eq!(scope("http://localhost/", Some("AWS AK:signature")), is("s3", "us-east-1"));
        for unsigned in [None, Some("Bearer x"), Some("AWS4-HMAC-SHA256 Credential=AK"), Some("AWS4 Credential=/")] {
            assert_eq!(scope("http://localhost/", unsigned), None, "{unsigned:?}");
        }
    }

    #[test]
    fn hosts_become_those_of_aws() {
        let s3 = is("s3", "eu-west-1").expect("a scope");
        for (host, canonical) in [
            ("127.0.0.1", "s3.eu-west-1.amazonaws.com"),
            ("localhost", "s3.eu-west-1.amazonaws.com"),
            ("s3.localhost", "s3.eu-west-1.amazonaws.com"),
            ("my.bucket.localhost", "my.bucket.s3.eu-west-1.amazonaws.com"),
            ("bucket.s3.localhost", "bucket.s3.eu-west-1.amazonaws.com"),
            ("bucket.127.0.0.1", "bucket.s3.eu-west-1.amazonaws.com"),
            ("bucket.s3.us-west-2.amazonaws.com", "bucket.s3.us-west-2.amazonaws.com"),
        ] {
            assert_eq!(s3.host(host), canonical, "{host}");
        }
        assert_eq!(is("sts", "us-east-2").expect("a scope").host("x.localhost"), "sts.us-east-2.amazonaws.com");
    }
}
