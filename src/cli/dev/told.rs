use std::path::Path;

use anstyle::Style;
use serde_json::json;

use crate::cli::args::{Format, Global};
use crate::cli::show::{self, BAD, DIM, GOOD, WARN};
use crate::diag::clean;
use crate::serve::{Event, Line};

/// Where everything answers.
pub struct Listening<'a> {
    pub folder: &'a Path,
    pub region: &'a str,
    pub aws: u16,
    /// Ports of the data plane, when a spec is served: distributions, gateways.
    pub plane: Option<Plane<'a>>,
}

/// The ports of the data plane.
pub struct Plane<'a> {
    pub cdn: u16,
    pub gateway: u16,
    /// The page, when it was asked for.
    pub page: Option<u16>,
    /// What the CDN's port shows to those who speak TLS, as PEM.
    pub certificate: &'a Path,
    /// URLs to try: what it is, and where.
    pub urls: &'a [(String, String)],
}

/// What a person pastes into another terminal, on stdout; the rest on stderr.
pub fn listening(global: &Global, at: &Listening<'_>) {
    let aws = format!("http://127.0.0.1:{}", at.aws);
    let variables = [
        ("AWS_ENDPOINT_URL", aws.as_str()),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_REGION", at.region),
    ];
    if global.format == Format::Json {
        let env: serde_json::Map<_, _> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let mut line = json!({ "format": 1, "event": "listening", "aws": aws, "env": env });
        if let Some(plane) = &at.plane {
            line["cdn"] = format!("http://localhost:{}", plane.cdn).into();
            line["cdn-tls"] = format!("https://localhost:{}", plane.cdn).into();
            line["certificate"] = plane.certificate.display().to_string().into();
            line["gateway"] = format!("http://localhost:{}", plane.gateway).into();
            line["page"] = plane.page.map(|page| format!("http://localhost:{page}/")).into();
            let urls = plane.urls.iter().map(|(name, url)| json!({ "name": name, "url": url }));
            line["urls"] = urls.collect();
        }
        show::data(&format!("{line}\n"));
        return;
    }
    show::note(global, &format!("the embedded cloud in {} answers on {aws}", show::path(at.folder)));
    show::note(global, "paste this into another terminal:\n");
    for (name, value) in variables {
        show::data(&format!("export {name}={value}\n"));
    }
    show::note(global, "\nand try:\n");
    show::note(global, "  aws cloudfront list-distributions");
    show::note(global, &format!("  aws --endpoint-url {aws} lambda list-functions\n"));
    if let Some(plane) = &at.plane {
        for (name, url) in plane.urls {
            show::note(global, &format!("  curl {url}  # {name}"));
        }
        let certificate = show::path(plane.certificate);
        show::note(global, &format!("  curl --cacert {certificate} https://localhost:{}/", plane.cdn));
        if let Some(page) = plane.page {
            show::note(global, &format!("\nthe perimeter and its requests: http://localhost:{page}/"));
        }
        show::note(global, "");
    }
    show::note(global, "Ctrl-C stops it");
}

/// Says what happened: requests on stdout, what functions do and say on stderr; for programs everything on stdout.
pub fn event(global: &Global, event: &Event) {
    if global.format == Format::Json {
        let line = serde_json::to_value(event).unwrap_or_default();
        let mut whole = json!({ "format": 1 });
        if let (Some(whole), Some(line)) = (whole.as_object_mut(), line.as_object()) {
            whole.extend(line.clone());
        }
        show::data(&format!("{whole}\n"));
        return;
    }
    match event {
        Event::Request(line) => {
            if !global.quiet {
                show::data(&request(line));
            }
        }
        Event::Said { function, text } => show::say(&format!("{DIM}[{function}]{DIM:#} {}", clean(text))),
        Event::Function { function, what } => show::note(global, &format!("[{function}] {}", clean(what))),
    }
}

/// `12:34:56.789 GET /api/items/1 403 waf.origin-only default 0.8 ms`.
fn request(line: &Line) -> String {
    let time = jiff::Timestamp::from_microsecond((line.time * 1e6) as i64).unwrap_or_default();
    let time = time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S%.3f");
    let style: Style = match line.status {
        0..400 => GOOD,
        400..500 => WARN,
        _ => BAD,
    };
    let took = line.took.as_secs_f64() * 1e3;
    let note = line.note.as_ref().map(|note| format!("  {DIM}{}{DIM:#}", clean(note))).unwrap_or_default();
    let scheme = if line.https { "" } else { "http " };
    format!(
        "{DIM}{time}{DIM:#} {scheme}{} {} {style}{}{style:#} {} {DIM}{took:.1} ms{DIM:#}{note}\n",
        clean(&line.method),
        clean(&line.path),
        line.status,
        line.by
    )
}
