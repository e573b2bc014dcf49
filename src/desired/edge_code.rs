use serde_json::json;

/// What a function at the edge is to do: the sorts of function a spec asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Paths whose last part has no extension are the application's own and get its page.
    OnePage {
        /// With the leading `/`.
        page: String,
    },
    /// Requests for files that are not there go to a page.
    MissingRequest {
        /// Paths of the files, without the leading `/`.
        files: Vec<String>,
        /// With the leading `/`.
        page: String,
        /// The page of a single-page site, whose own paths are never missing.
        one_page: Option<String>,
    },
    /// Answers with that page get a status.
    MissingResponse {
        /// As above.
        files: Vec<String>,
        /// As above.
        page: String,
        /// Whether there are paths of a single-page site's own.
        own: bool,
        /// The status.
        status: u16,
        /// What stands behind it.
        words: String,
    },
}

/// The JavaScript (`cloudfront-js-2.0`) that does it; the same for the same wish, letter by letter, so that it can be
/// recognised again.
pub fn write(wanted: &Wanted) -> String {
    match wanted {
        Wanted::OnePage { page } => format!(
            "function handler(event) {{\n    \
             var request = event.request;\n    \
             var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);\n    \
             if (!last.includes('.')) {{\n        \
             request.uri = {};\n    \
             }}\n    \
             return request;\n\
             }}\n",
            json!(page)
        ),
        Wanted::MissingRequest { files, page, one_page } => format!(
            "{known}function handler(event) {{\n    \
             var request = event.request;\n    \
             {rewrite}if (!known(request.uri)) {{\n        \
             request.uri = {page};\n    \
             }}\n    \
             return request;\n\
             }}\n",
            known = known(files, one_page.is_some()),
            rewrite = match one_page {
                None => String::new(),
                Some(one_page) => format!(
                    "if (own(request.uri)) {{\n        request.uri = {};\n        return request;\n    }}\n    ",
                    json!(one_page)
                ),
            },
            page = json!(page),
        ),
        // Whether the request is shown as it came or as it was sent on, the answer is told by it.
        Wanted::MissingResponse { files, page, own, status, words } => format!(
            "{known}function handler(event) {{\n    \
             var uri = event.request.uri;\n    \
             var response = event.response;\n    \
             if (uri === {page} || {is_own}!known(uri)) {{\n        \
             response.statusCode = {status};\n        \
             response.statusDescription = {words};\n    \
             }}\n    \
             return response;\n\
             }}\n",
            known = known(files, *own),
            page = json!(page),
            is_own = if *own { "!own(uri) && " } else { "" },
            words = json!(words),
        ),
    }
}

/// JavaScript that says which paths there are; with a single page, also which are its own.
fn known(files: &[String], own: bool) -> String {
    let is_own = "function own(uri) {\n    return !uri.slice(uri.lastIndexOf('/') + 1).includes('.');\n}\n";
    format!(
        "var files = {files};\n\
         function known(uri) {{\n    \
         try {{\n        \
         return files.includes(decodeURIComponent(uri.slice(1)));\n    \
         }} catch (error) {{\n        \
         return false;\n    \
         }}\n\
         }}\n{own}",
        files = json!(files),
        own = if own { is_own } else { "" },
    )
}
