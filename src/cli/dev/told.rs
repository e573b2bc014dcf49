use std::borrow::Cow;
use std::path::Path;

use anstyle::Style;
use serde_json::json;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::cli::args::{Format, Global};
use crate::cli::show::{self, BAD, DIM, GOOD, WARN};
use crate::diag::clean;
use crate::serve::{Door, Event, Line};
use crate::world::Clock;

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
    /// What to try.
    pub urls: &'a [Try],
}

/// Something to try.
pub struct Try {
    /// What it is: `through cdn.site`.
    pub name: String,
    pub url: String,
    /// What the request must name as its host, where the URL does not say it.
    pub host: Option<String>,
    /// Whether it leads to a distribution.
    pub viewed: bool,
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
            let urls = plane.urls.iter().map(|one| {
                let mut told = json!({ "name": one.name, "url": one.url });
                if let Some(host) = &one.host {
                    told["host"] = host.as_str().into();
                }
                told
            });
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
        for Try { name, url, host, .. } in plane.urls {
            let host = host.as_ref().map_or_else(String::new, |host| format!("-H 'Host: {host}' "));
            show::note(global, &format!("  curl {host}{url}  # {name}"));
        }
        if plane.urls.iter().any(|one| one.viewed) {
            let certificate = show::path(plane.certificate);
            show::note(global, &format!("  curl --cacert {certificate} https://localhost:{}/", plane.cdn));
        }
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
        // It goes with what is wrong, which stands on stderr for people.
        if let Event::Spec { what } = event {
            show::note(global, what);
        }
        let line = serde_json::to_value(event).unwrap_or_default();
        let mut whole = json!({ "format": 1 });
        if let (Some(whole), Some(line)) = (whole.as_object_mut(), line.as_object()) {
            whole.extend(line.clone());
        }
        show::data(&format!("{whole}\n"));
        return;
    }
    let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    match event {
        Event::Request(line) => {
            if !global.quiet {
                show::data(&request(line, width));
            }
        }
        Event::Unreadable { door, why } => {
            if !global.quiet {
                let door = match door {
                    Door::Cdn => "the CDN's port",
                    Door::Gateway => "the gateway's port",
                };
                let time = clock(Clock::real().now().as_secs_f64());
                show::data(&format!("{DIM}{time}{DIM:#} {WARN}refused on {door}{WARN:#}: {}\n", clean(why)));
            }
        }
        Event::Changed { what } | Event::Spec { what } => show::note(global, what),
        Event::Said { function, text } => {
            show::say(&format!("{DIM}[{function}]{DIM:#} {}", clean(&text.replace('\t', " "))));
        }
        Event::Function { function, what } => show::note(global, &format!("[{function}] {}", clean(what))),
    }
}

/// Says that there was no room for so many events.
pub fn missed(global: &Global, count: u64) {
    match global.format {
        Format::Json => show::data(&format!("{}\n", json!({ "format": 1, "event": "missed", "count": count }))),
        _ => {
            show::note(global, &format!("{count} more lines are left out: they came faster than they could be printed"))
        }
    }
}

/// The time of day.
fn clock(seconds: f64) -> String {
    let time = jiff::Timestamp::from_microsecond((seconds * 1e6) as i64).unwrap_or_default();
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S%.3f").to_string()
}

/// `12:34:56.789 403 GET /api/items/1  waf.origin-only default  0.8 ms`. On a terminal it is as wide as that: what takes room is
/// shortened in the middle, and what people should know besides stands below.
fn request(line: &Line, width: Option<usize>) -> String {
    let style: Style = match line.status {
        0..400 => GOOD,
        400..500 => WARN,
        _ => BAD,
    };
    let time = clock(line.time);
    let took = format!("{:.1} ms", line.took.as_secs_f64() * 1e3);
    let scheme = if line.https { "" } else { "http " };
    let (path, by) = (clean(&line.path), clean(&line.by));
    let method = format!("{scheme}{}", clean(&line.method));
    let note = line.note.as_deref().map(clean);
    let status = line.status;
    let Some(width) = width else {
        let note = note.map(|note| format!("  {note}")).unwrap_or_default();
        return format!("{time} {status} {method} {path}  {by}  {took}{note}\n");
    };
    let time = if width < 70 { &time[..8] } else { &time };
    let beside = time.len() + status.to_string().len() + took.len() + 6;
    let room = width.saturating_sub(beside);
    let method = short(&method, 16);
    let by = short(&by, (room / 2).max(12));
    let path = short(&path, room.saturating_sub(method.width().max(4) + 1 + by.width()).max(12));
    let head = format!("{DIM}{time}{DIM:#} {style}{status}{style:#} {method:4} {path}  {by}  {DIM}{took}{DIM:#}");
    let note = note.map(|note| format!("\n{:indent$}{WARN}{note}{WARN:#}", "", indent = time.len() + 1));
    format!("{head}{}\n", note.unwrap_or_default())
}

/// A text in so many columns: what does not fit is left out in the middle, where paths are most alike.
fn short(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let left = columns.saturating_sub(1);
    let within = |from: &mut dyn Iterator<Item = char>, columns: usize| {
        let mut taken = 0;
        let fits = from.take_while(|c| {
            taken += c.width().unwrap_or(0);
            taken <= columns
        });
        fits.collect::<String>()
    };
    let start = within(&mut text.chars(), left.div_ceil(2));
    let end: String = within(&mut text.chars().rev(), left / 2).chars().rev().collect();
    Cow::Owned(format!("{start}…{end}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn line(path: &str, note: Option<&str>) -> Line {
        Line {
            time: 0.5,
            door: Door::Gateway,
            method: "GET".to_owned(),
            url: String::new(),
            path: path.to_owned(),
            status: 403,
            by: "waf.origin-only rule `from-cdn`".to_owned(),
            cache: None,
            https: true,
            note: note.map(str::to_owned),
            took: Duration::from_micros(1234),
            behind: Duration::ZERO,
        }
    }

    #[test]
    fn a_line_is_as_wide_as_the_terminal_and_whole_elsewhere() {
        let path = format!("/dev/{}/日本語日本語日本語/\u{1b}[31mred", "a".repeat(100));
        let whole = request(&line(&path, Some("why")), None);
        assert!(whole.contains(&"a".repeat(100)) && whole.contains("日本語日本語日本語"), "{whole}");
        assert!(!whole.contains('\u{1b}'), "it steers the terminal");
        assert!(whole.ends_with("  waf.origin-only rule `from-cdn`  1.2 ms  why\n"), "{whole}");
        for width in [60, 80, 100, 120] {
            let shown = anstream::adapter::strip_str(&request(&line(&path, Some("why")), Some(width))).to_string();
            let lines: Vec<&str> = shown.lines().collect();
            assert_eq!(lines.len(), 2, "{shown}");
            assert!(lines[0].width() <= width, "{} columns in {width}: {shown}", lines[0].width());
            assert!(lines[0].contains("403 GET  /dev/a") && lines[0].contains("1.2 ms"), "{shown}");
            assert_eq!(lines[1].trim(), "why");
        }
    }
}
