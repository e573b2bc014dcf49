use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;

use crate::reqpath::Call;
use crate::serve::reply::of_a_connection;

/// A call as the HTTP request it was made of: what a web server in the function's place would get.
///
/// # Errors
/// Why it cannot be written as one.
pub fn request(call: &Call, port: u16) -> Result<Request<Full<Bytes>>, String> {
    let query = call.request.url.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
    let uri: Uri = format!("http://127.0.0.1:{port}{}{query}", call.path)
        .parse()
        .map_err(|error| format!("its path cannot be sent on: {error}"))?;
    let method = Method::from_bytes(call.request.method.as_bytes())
        .map_err(|error| format!("its method cannot be sent on: {error}"))?;
    let body = Bytes::copy_from_slice(call.request.body.as_plain().unwrap_or_default());
    let mut request = Request::new(Full::new(body));
    *request.uri_mut() = uri;
    *request.method_mut() = method;
    for header in &call.request.headers {
        let value = header.value.as_plain().unwrap_or_default();
        let (Ok(name), Ok(value)) = (HeaderName::try_from(&header.name), HeaderValue::from_bytes(value)) else {
            continue;
        };
        if name == HOST {
            request.headers_mut().insert(name, value);
        } else if !of_a_connection(name.as_str()) && name != CONTENT_LENGTH {
            request.headers_mut().append(name, value);
        }
    }
    Ok(request)
}
