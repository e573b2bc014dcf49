use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use super::{Exit, show};

/// Runs a command; a panic in it is told without the words that were put together for it, because those may hold a value: an
/// error that quotes a request, or a text that was cut in the middle of a letter.
pub fn guarded(command: impl FnOnce() -> Exit) -> Exit {
    set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}:{}", place.file(), place.line(), place.column()));
        show::fail(&words(panic.payload(), place.as_deref()), Some(HELP));
    }));
    catch_unwind(AssertUnwindSafe(command)).unwrap_or(Exit::Bug)
}

const HELP: &str = "please report this line and the command; what was done is recorded, and running it again continues";

fn words(payload: &dyn Any, place: Option<&str>) -> String {
    let place = place.unwrap_or("an unknown place");
    // A panic without arguments carries the literal from the source; one with arguments carries a `String`.
    match payload.downcast_ref::<&'static str>() {
        Some(literal) => format!("this is a bug in engine, at {place}: {literal}"),
        None => format!("this is a bug in engine, at {place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(panics: impl FnOnce() + std::panic::UnwindSafe) -> String {
        let payload = catch_unwind(panics).expect_err("it panics");
        words(payload.as_ref(), Some("src/x.rs:1:2"))
    }

    /// An error that quotes what was sent.
    fn refused(text: String) -> Result<(), String> {
        Err(text)
    }

    #[test]
    fn a_panic_is_told_by_its_place_and_what_the_source_says() {
        let value = String::from("cnry-é-planted");
        let at = value.len() - 9;
        for panics in [
            told({
                let value = value.clone();
                move || panic!("with {value}")
            }),
            told({
                let value = value.clone();
                move || refused(value).expect("a good end")
            }),
            told({
                let value = value.clone();
                move || drop(value[..at].to_owned())
            }),
            told(move || std::panic::panic_any(value)),
        ] {
            assert_eq!(panics, "this is a bug in engine, at src/x.rs:1:2");
        }
        assert_eq!(told(|| panic!("plain")), "this is a bug in engine, at src/x.rs:1:2: plain");
    }

    /// Run by the test below in a process of its own: the hook is of the whole process.
    #[test]
    #[ignore = "ends in a panic"]
    fn a_command_that_panics_with_a_value() {
        let value = std::env::var("ENGINE_TEST_VALUE").unwrap_or_default();
        let exit = guarded(|| {
            super::super::session::block_on(async move {
                refused(format!("the request was {value}")).expect("an answer");
                Exit::Done
            })
        });
        show::say(&format!("ended with {}", exit.code()));
    }

    #[test]
    fn nothing_but_the_place_reaches_the_terminal() {
        let name = "cli::panic::tests::a_command_that_panics_with_a_value";
        let run = std::process::Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", name, "--ignored", "--nocapture"])
            .env("ENGINE_TEST_VALUE", "cnry-planted")
            .env("RUST_BACKTRACE", "full")
            .output()
            .expect("this test runs again");
        let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(
            said.contains("this is a bug in engine, at src/cli/panic.rs:") && said.contains("ended with 70"),
            "{said}"
        );
        assert!(!said.contains("planted"), "{said}");
    }
}
