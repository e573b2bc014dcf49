//! The embedded cloud behind `engine dev`, looked at with boto3.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::place::Place;

/// `engine dev` at work; stopped when dropped.
pub struct Served {
    child: Child,
    endpoint: String,
    region: String,
}

impl Served {
    /// The cloud of the stack in `demo`.
    pub fn start(place: &Place) -> Self {
        Self::start_in(place, "demo")
    }

    /// The cloud kept in a folder, which need not hold a spec.
    pub fn start_in(place: &Place, folder: &str) -> Self {
        let mut child = place
            .command(&["-C", folder, "dev", "--aws-only", "--aws-port", "0", "--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let _ = BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line);
        let Ok(listening) = serde_json::from_str::<Value>(&line) else {
            let mut err = String::new();
            let _ = child.stderr.take().expect("piped").read_to_string(&mut err);
            panic!("`engine dev` said `{line}` and ended:\n{err}");
        };
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self { child, endpoint: text(&listening["aws"]), region: text(&listening["env"]["AWS_REGION"]) }
    }

    /// From now on [`look`](Self::look) looks at this region.
    pub fn looked_at_in(mut self, region: &str) -> Self {
        region.clone_into(&mut self.region);
        self
    }

    /// Lets what runs in `place` from now on find it where AWS would be, with credentials of nobody.
    pub fn stand_in_for_aws(&self, place: &Place) {
        place.set("AWS_ENDPOINT_URL", &self.endpoint);
        self.speaks_for_somebody(place);
    }

    /// What commands need to sign what they send here.
    pub fn speaks_for_somebody(&self, place: &Place) {
        place.set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        place.set("AWS_SECRET_ACCESS_KEY", "of nobody");
        place.set("AWS_EC2_METADATA_DISABLED", "true");
    }

    /// Where it answers, `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What stands there, as `look.py` sees it.
    pub fn look(&self, arguments: &[&str]) -> Value {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/aws_api/look.py");
        // boto3 may be installed below the real home; nothing else of the user's set-up may matter.
        let output = Command::new("python3")
            .arg(script)
            .args([&self.endpoint, &self.region])
            .args(arguments)
            .env("AWS_CONFIG_FILE", "/nonexistent")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_DEFAULT_PROFILE")
            .env_remove("AWS_ENDPOINT_URL")
            .output()
            .expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// Interrupts it as Ctrl-C would; it must end well.
    #[track_caller]
    pub fn stop(mut self) {
        let asked = Command::new("kill").arg("-INT").arg(self.child.id().to_string()).status();
        assert!(asked.is_ok_and(|asked| asked.success()));
        let code = self.child.wait().expect("it ends").code();
        let mut err = String::new();
        let _ = self.child.stderr.take().expect("piped").read_to_string(&mut err);
        assert_eq!(code, Some(0), "{err}");
    }
}

impl Drop for Served {
    /// A failing test must not leave a server behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whatever stands there that a stack would have made, by name. Hosted zones nobody tagged and nobody put a record into are
/// those a registrar made.
pub fn left_over(seen: &Value) -> Vec<String> {
    let mut left = Vec::new();
    for (noun, value) in seen.as_object().expect("an object") {
        match noun.as_str() {
            "zones" => {
                for (name, zone) in value.as_object().expect("an object") {
                    let records = zone["records"].as_object().expect("an object").keys();
                    let ours: Vec<_> = records.filter(|key| !key.ends_with(" NS") && !key.ends_with(" SOA")).collect();
                    if !ours.is_empty() || zone["tags"].as_array().is_none_or(|tags| !tags.is_empty()) {
                        left.push(format!("zone {name} {ours:?}"));
                    }
                }
            }
            "classic" => {
                let all = value.as_object().expect("an object").iter();
                left.extend(
                    all.filter(|(_, items)| !is_empty(items)).map(|(noun, items)| format!("classic {noun}: {items}")),
                );
            }
            // What all stacks of an account share, so that none of them removes it: the role API Gateway logs with.
            "roles" => {
                let ours =
                    value.as_object().expect("an object").keys().filter(|name| *name != "engine-apigateway-logs");
                left.extend(ours.map(|name| format!("role {name}")));
            }
            _ if is_empty(value) => {}
            _ => left.push(format!("{noun}: {value}")),
        }
    }
    left
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty)
}
