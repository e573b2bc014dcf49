use crate::diag::{Diagnostic, Problems};
use crate::spec::{Code, Spec};

/// Runtimes that AWS mends, those announced for preview among them. Source of the three lists: AWS Lambda developer guide, "Lambda
/// runtimes", as it stood in the autumn of 2026, where it could be read itself (`provided.al2`, `ruby3.2`), else what others
/// quote of it. The dates of `nodejs16.x` and `dotnet6`, and that `nodejs26.x` is current, are (unverified).
const CURRENT: &[&str] = &[
    "nodejs22.x",
    "nodejs24.x",
    "nodejs26.x",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "python3.15",
    "java8.al2",
    "java8.al2023",
    "java11",
    "java11.al2023",
    "java17",
    "java17.al2023",
    "java21",
    "java25",
    "dotnet10",
    "ruby3.3",
    "ruby3.4",
    "ruby4.0",
    "provided.al2023",
];

/// Runtimes that AWS no longer mends but still makes functions with, until 2027-02-01; updates end on 2027-03-03. Since when, and
/// what takes their place.
const OUTGOING: &[(&str, &str, &str)] = &[
    ("nodejs16.x", "2024-06-12", "nodejs24.x"),
    ("nodejs18.x", "2025-09-01", "nodejs24.x"),
    ("nodejs20.x", "2026-04-30", "nodejs24.x"),
    ("python3.9", "2025-12-15", "python3.14"),
    ("python3.10", "2026-10-31", "python3.14"),
    ("dotnet6", "2024-12-20", "dotnet10"),
    ("dotnet8", "2026-11-10", "dotnet10"),
    ("provided.al2", "2026-07-31", "provided.al2023"),
];

/// Runtimes that AWS has retired: what takes their place.
const RETIRED: &[(&str, &str)] = &[
    ("nodejs", "nodejs24.x"),
    ("nodejs4.3", "nodejs24.x"),
    ("nodejs6.10", "nodejs24.x"),
    ("nodejs8.10", "nodejs24.x"),
    ("nodejs10.x", "nodejs24.x"),
    ("nodejs12.x", "nodejs24.x"),
    ("nodejs14.x", "nodejs24.x"),
    ("python2.7", "python3.14"),
    ("python3.6", "python3.14"),
    ("python3.7", "python3.14"),
    ("python3.8", "python3.14"),
    ("java8", "java25"),
    ("dotnetcore1.0", "dotnet10"),
    ("dotnetcore2.0", "dotnet10"),
    ("dotnetcore2.1", "dotnet10"),
    ("dotnetcore3.1", "dotnet10"),
    ("ruby2.5", "ruby3.4"),
    ("ruby2.7", "ruby3.4"),
    ("ruby3.2", "ruby3.4"),
    ("go1.x", "provided.al2023"),
    ("provided", "provided.al2023"),
];

/// Versions that exist as images only.
const IMAGES: &[&str] = &["dotnet5.0", "dotnet7", "dotnet9"];

/// W0551: a runtime that is retired or not known. W0552: a handler that its runtime cannot find.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for function in spec.functions.values() {
        let Code::Zip { runtime, handler, .. } = &function.code else { continue };
        let name = runtime.value.as_str();
        if let Some((_, instead)) = RETIRED.iter().find(|(retired, _)| *retired == name) {
            let problem = Diagnostic::warning("W0551", format!("AWS has retired the runtime `{name}`"))
                .at(runtime.span, "no longer mended, and new functions are refused sooner or later")
                .help(format!("use `{instead}`"));
            problems.push(problem);
        } else if let Some((_, since, instead)) = OUTGOING.iter().find(|(outgoing, ..)| *outgoing == name) {
            let problem = Diagnostic::warning("W0551", format!("AWS has retired the runtime `{name}`"))
                .at(runtime.span, format!("not mended since {since}, and no new functions from 2027-02-01 on"))
                .help(format!("use `{instead}`"));
            problems.push(problem);
        } else if IMAGES.contains(&name) {
            let problem = Diagnostic::warning("W0551", format!("there is no runtime `{name}` for a `zip`"))
                .at(runtime.span, "AWS has images of it, and no runtime")
                .help("use `dotnet10`, or an `image`");
            problems.push(problem);
        } else if !CURRENT.contains(&name) {
            let near = CURRENT.iter().min_by_key(|known| strsim::damerau_levenshtein(known, name)).unwrap_or(&"");
            let problem = Diagnostic::warning("W0551", format!("there is no runtime `{name}` that engine knows of"))
                .at(runtime.span, "Lambda would refuse it")
                .help(format!("did you mean `{near}`? a runtime newer than engine is fine"));
            problems.push(problem);
        }
        let Some((wanted, example)) = wanted(name, &handler.value) else { continue };
        let problem = Diagnostic::warning("W0552", format!("`{name}` does not find the handler `{}`", handler.value))
            .at(handler.span, format!("expected {wanted}"))
            .at(runtime.span, "for this runtime")
            .help(format!("write it as in `{example}`"));
        problems.push(problem);
    }
}

/// What a handler of the runtime is made of, with an example, when this one is not.
fn wanted(runtime: &str, handler: &str) -> Option<(&'static str, &'static str)> {
    let dotted = handler.rsplit_once('.').is_some_and(|(file, name)| !file.is_empty() && !name.is_empty());
    let has_ending = |endings: &[&str]| endings.iter().any(|ending| handler.ends_with(ending));
    if runtime.starts_with("python") {
        (!dotted || has_ending(&[".py"])).then_some(("the module and the function in it", "app.handler"))
    } else if runtime.starts_with("nodejs") {
        (!dotted || has_ending(&[".js", ".mjs", ".cjs", ".ts"]))
            .then_some(("the file and what it exports", "index.handler"))
    } else if runtime.starts_with("ruby") {
        (!dotted || has_ending(&[".rb"])).then_some(("the file and the method in it", "app.handler"))
    } else if runtime.starts_with("dotnet") {
        // An executable assembly is named alone.
        let parts = handler.split("::").count();
        (parts != 1 && parts != 3).then_some(("assembly, type and method", "Shop::Shop.Api::Handle"))
    } else {
        None
    }
}
