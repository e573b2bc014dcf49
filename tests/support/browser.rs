//! Debian's Chromium without a window, driven over a pipe.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A browser with one page open; ended when dropped.
pub struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    session: Value,
    sent: u64,
    _home: tempfile::TempDir,
}

impl Browser {
    /// Opens `url`.
    pub fn open(url: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let (to, from) = (home.path().join("to"), home.path().join("from"));
        assert!(Command::new("mkfifo").args([&to, &from]).status().expect("mkfifo").success());
        let chromium = "exec chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
                        --disable-background-networking --user-data-dir=profile --remote-debugging-pipe 3<to 4>from";
        let child = Command::new("/bin/sh")
            .args(["-c", chromium])
            .current_dir(home.path())
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let to = File::options().write(true).open(to).expect("its end of the pipe");
        let from = BufReader::new(File::open(from).expect("its end of the pipe"));
        let mut browser = Self { child, to, from, session: Value::Null, sent: 0, _home: home };
        let target = browser.call("Target.createTarget", json!({ "url": url }))["targetId"].clone();
        let attach = json!({ "targetId": target, "flatten": true });
        browser.session = browser.call("Target.attachToTarget", attach)["sessionId"].clone();
        browser
    }

    /// What a JavaScript expression is on the page.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        // Between two pages there is none to ask.
        let Some(answer) = self.try_call("Runtime.evaluate", asked) else { return Value::Null };
        assert!(answer["exceptionDetails"].is_null(), "`{expression}`: {answer:#}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn until(&mut self, expression: &str) {
        let began = Instant::now();
        while self.evaluate(expression) != true {
            let page = self.evaluate("document.body?.innerText");
            assert!(began.elapsed() < Duration::from_secs(30), "never `{expression}`:\n{page}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Makes the window that many pixels wide.
    pub fn narrow(&mut self, width: u32) {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.try_call(method, parameters).unwrap_or_else(|| panic!("{method} is refused"))
    }

    fn try_call(&mut self, method: &str, parameters: Value) -> Option<Value> {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).expect("reads");
            assert!(bytes.pop().is_some(), "the browser ended; it is Debian's package `chromium`");
            let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
            if answer["id"] == self.sent {
                return answer.get("result").cloned();
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
