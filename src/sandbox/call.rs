use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

/// One request to a service, after routing: service and region come from the SigV4 credential scope.
#[derive(Debug, Clone)]
pub struct Call {
    /// Signing name: `lambda`, `apigateway`, `waf-regional`, …
    pub service: String,
    /// The region it was signed for, `us-east-2`.
    pub region: String,
    /// The account it was signed by, twelve digits.
    pub account: String,
    /// HTTP method, upper case.
    pub method: String,
    /// Host as sent, without port: S3 needs it for virtual-hosted buckets.
    pub host: String,
    /// Path as sent, percent-encoded, starting with `/`.
    pub path: String,
    /// Decoded query pairs in order; a key without `=` has an empty value.
    pub query: Vec<(String, String)>,
    /// Lower-case header names.
    pub headers: Vec<(String, String)>,
    /// The body, complete and without `aws-chunked` framing.
    pub body: Bytes,
    /// The cloud's clock: time since 1970.
    pub now: Duration,
}

impl Call {
    /// First value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// First value of a header, by lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The operation of an awsJson request: what follows the last dot of `X-Amz-Target`.
    pub fn target(&self) -> &str {
        self.header("x-amz-target").and_then(|target| target.rsplit('.').next()).unwrap_or("")
    }

    /// The body as JSON; `null` when it is empty or not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Path segments, percent-decoded, without empty ones at either end.
    pub fn segments(&self) -> Vec<String> {
        self.path
            .trim_matches('/')
            .split('/')
            .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// Seconds since 1970, as AWS's JSON services write timestamps.
    pub fn epoch(&self) -> f64 {
        self.now.as_secs_f64()
    }
}

/// The answer to a [`Call`].
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers to be sent, in this order.
    pub headers: Vec<(String, String)>,
    /// Sent as it is.
    pub body: Bytes,
}

impl Answer {
    /// JSON (awsJson1.1 and restJson1 clients read either content type).
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// XML (restXml and awsQuery).
    pub fn xml(status: u16, body: impl Into<String>) -> Self {
        Self::new(status, "text/xml", body.into())
    }

    /// No body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    fn new(status: u16, content_type: &str, body: String) -> Self {
        Self { status, headers: vec![("content-type".into(), content_type.into())], body: body.into() }
    }

    /// An error of a JSON service: code in the body and in the header that restJson1 clients read.
    pub fn json_error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &json!({ "__type": code, "message": message })).with("x-amzn-errortype", code)
    }

    /// An error of an XML service (CloudFront, Route 53, IAM, STS); S3 has its own form.
    pub fn xml_error(status: u16, code: &str, message: &str) -> Self {
        let message = quick_xml::escape::escape(message);
        Self::xml(
            status,
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                 <RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
            ),
        )
    }

    /// An error in the form clients of `service` read; JSON where it is not known.
    pub fn error(service: &str, status: u16, code: &str, message: &str) -> Self {
        match service {
            "s3" => Self::xml(
                status,
                format!("<Error><Code>{code}</Code><Message>{}</Message></Error>", quick_xml::escape::escape(message)),
            ),
            "cloudfront" | "iam" | "route53" | "sts" => Self::xml_error(status, code, message),
            _ => Self::json_error(status, code, message),
        }
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Whether it is a success.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}
