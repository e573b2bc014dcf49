//! `engine test`: every `expect` of a spec, against the model and, with `--live`, against what answers.

mod check;
mod family;
mod headers;
mod live;
mod only_through;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::args::{Format, Global};
use super::perimeter::{From, Look};
use super::session::{self, Project};
use super::show::{Checked, Telling, Tested};
use super::{Exit, show};
use crate::reqpath::Phrase;
use crate::spec::{Expectation, ExpectedBody, RequestExpectation};

/// Check every `expect` of the spec: which requests get through, who decides, and that nothing else leads there
///
/// Offline, from the spec, and without a key. `only-through` tries a family of requests at every way in: that is a check, not a
/// proof. With --live every expected request is sent, and of that family one for each way in, to an `engine dev` many more. Compared
/// are the status, who decided, and the headers that the perimeter decides on: those of response headers policies, CORS and
/// `Location` of what it answers by itself.
#[derive(Debug, Args)]
pub struct Test {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Send the requests to what is deployed, too, and say where its answers and the model disagree: on AWS, or with --local to
    /// the `engine dev` that serves this spec in another terminal
    #[arg(long)]
    live: bool,
    /// With --live, send requests to this address over plain HTTP, whatever their host is: ADDR or HOST=ADDR, as 127.0.0.1:8080
    #[arg(long, value_name = "[HOST=]ADDR", requires = "live")]
    connect: Vec<live::Connect>,
    /// Read what really stands, on AWS or with --local in the embedded cloud, instead of what the spec says; --live always does
    #[arg(long)]
    deployed: bool,
    /// Write the results as JUnit XML into a file, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

impl Test {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.test(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn test(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        let from = if self.deployed || self.live { From::Cloud } else { From::Spec };
        let look = Look::at(global, &project, from).await?;
        let live = match self.live {
            true => Some((
                live::Target::find(global, &project, &self.connect)?,
                Look::at(global, &project, From::SpecAndCloud).await?,
            )),
            false => None,
        };
        let mut tested = Vec::new();
        for expectation in &project.spec.expectations {
            let began = Instant::now();
            let checked = match expectation {
                Expectation::Request(expected) => {
                    self.request(global, &project, &look, live.as_ref(), expected).await?
                }
                Expectation::OnlyThrough(expected) => {
                    let mut checked = only_through::check(&look, expected);
                    if let Some((target, _)) = &live {
                        live::compare_ways(&project, target, &look, &mut checked).await;
                    }
                    checked
                }
            };
            tested.push(Tested { checked, took: began.elapsed() });
        }
        self.report(global, &Telling { project: &project, wish: &look.wish }, &tested)?;
        let failed = tested.iter().any(|one| !one.checked.problems.is_empty());
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }

    async fn request(
        &self,
        global: &Global,
        project: &Project,
        look: &Look,
        live: Option<&(live::Target, Look)>,
        expected: &RequestExpectation,
    ) -> Result<Checked, Exit> {
        let mut templates = vec![&expected.url];
        templates.extend(expected.headers.iter().map(|header| &header.value));
        let text = match &expected.body {
            Some(ExpectedBody::Text(text)) => Some(text),
            Some(ExpectedBody::Size(_)) | None => None,
        };
        templates.extend(text);
        let mut phrases = look.phrases(global, project, &templates)?.into_iter();
        let url = phrases.next().unwrap_or_default();
        let headers = expected.headers.iter().map(|header| header.name.value.clone()).zip(&mut phrases).collect();
        let body = match &expected.body {
            Some(ExpectedBody::Size(size)) => {
                Phrase::plain(vec![b'a'; usize::try_from(size.value).unwrap_or_default()])
            }
            Some(ExpectedBody::Text(_)) | None => phrases.next().unwrap_or_default(),
        };
        let mut checked = check::request(look, expected, &url, headers, body);
        if let Some((target, spec)) = live {
            live::compare(project, target, (spec, look), expected, &mut checked).await;
        }
        Ok(checked)
    }

    fn report(&self, global: &Global, telling: &Telling<'_>, tested: &[Tested]) -> Result<(), Exit> {
        if let Some(path) = &self.junit {
            std::fs::write(path, show::junit(telling, tested)).map_err(|error| {
                show::fail(&format!("cannot write `{}`: {error}", path.display()), None);
                Exit::Usage
            })?;
        }
        match global.format {
            Format::Json => show::data_json(&show::tested_json(telling, tested)),
            Format::Junit => show::data(&show::junit(telling, tested)),
            // The command line lets nothing but the formats of this command through.
            Format::Human
            | Format::Short
            | Format::Sarif
            | Format::Github
            | Format::Dot
            | Format::Mermaid
            | Format::Svg => {
                show::data(&show::tested_for_people(telling, tested));
                if tested.is_empty() {
                    show::note(
                        global,
                        "the spec expects nothing: `expect { request \"GET\" \"https://…\" status=200 }`",
                    );
                }
            }
        }
        Ok(())
    }
}
