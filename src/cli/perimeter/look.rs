use std::collections::BTreeMap;
use std::sync::Arc;

use super::foreign;
use super::oracle::Keyed;
use crate::cli::args::Global;
use crate::cli::recorded;
use crate::cli::session::{self, Connection, Project};
use crate::cli::{Exit, show};
use crate::desired::{self, Wish};
use crate::names::{BlockAddr, ResourceId};
use crate::reqpath::{self, Judge, Phrase, Sealed, Source};
use crate::spec::Template;
use crate::state::State;
use crate::value::{Outputs, SecretForm, SecretRef, Text};

/// What stands for an account while nobody knows whose it is.
const NO_ACCOUNT: &str = "000000000000";

/// Where a perimeter is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The spec: what an apply would make.
    Spec,
    /// The spec, and the cloud for what the spec names and does not make.
    SpecAndCloud,
    /// The cloud: what is really there.
    Cloud,
}

/// A perimeter to be asked.
pub struct Look {
    /// What becomes of requests.
    pub judge: Judge,
    /// What the spec asks for, for the places it is written at.
    pub wish: Wish,
    outputs: BTreeMap<ResourceId, Outputs>,
    sealed: Sealed,
    /// What is recorded.
    state: State,
}

impl Look {
    /// The perimeter of the spec, or of what really stands. [`From::Spec`] alone asks no cloud.
    ///
    /// # Errors
    /// After saying what is wrong with the spec, or that the cloud does not answer.
    pub async fn at(global: &Global, project: &Project, from: From) -> Result<Self, Exit> {
        let wish = project.wish(global)?;
        let (sources, account, sealed, state) = match from {
            From::Spec | From::SpecAndCloud => {
                let state = recorded::load(global, project)?.state;
                let mut sources = wanted(&wish, &state);
                if from == From::SpecAndCloud {
                    let at = Connection::open(global, project).await?;
                    sources.extend(foreign::policies(&at.hands, &sources).await);
                }
                (sources, state.account.clone(), Sealed::default(), state)
            }
            From::Cloud => Self::live(global, project).await?,
        };
        let account = if account.is_empty() { NO_ACCOUNT.to_owned() } else { account };
        let perimeter = reqpath::build(&sources, &account, &sealed);
        for (resource, why) in &perimeter.unread {
            show::warn(&format!("{resource} is left out: {why}"), None);
        }
        let judge = Judge::new(perimeter).with_oracle(Arc::new(Keyed(Arc::clone(&project.vault))));
        Ok(Self { judge, wish, outputs: reqpath::outputs(&sources, &account), sealed, state })
    }

    async fn live(global: &Global, project: &Project) -> Result<(Vec<Source>, String, Sealed, State), Exit> {
        let at = Connection::open(global, project).await?;
        let known = session::know(global, project, &at, "trace", None).await?;
        if known.state.is_empty() {
            recorded::hint(global, project);
        }
        let mut sources = Vec::new();
        for (address, record) in &known.state.resources {
            let Some(Some(live)) = known.observed.get(address) else { continue };
            sources.push(Source {
                address: address.clone(),
                kind: record.kind.clone(),
                input: live.input.clone(),
                outputs: Some(live.outputs.clone()),
            });
        }
        sources.extend(foreign::policies(&at.hands, &sources).await);
        Ok((sources, at.hands.identity.account.clone(), sealed(project), known.state))
    }

    /// What templates of the spec say here.
    ///
    /// # Errors
    /// [`Exit::Failed`] after saying what is wrong with them.
    pub fn phrases(&self, global: &Global, project: &Project, templates: &[&Template]) -> Result<Vec<Phrase>, Exit> {
        let value = |name: &str| project.vault.plain(name).map(|value| value.value.clone());
        let made_as = |block: &BlockAddr| self.state.made_as(block);
        let setting = desired::Setting { env: &project.env, value: &value, made_as: &made_as, folder: &project.folder };
        let (texts, problems) = desired::texts(&project.spec, &setting, templates);
        if problems.has_errors() {
            show::problems(global, &problems, &project.sources);
            return Err(Exit::Failed);
        }
        Ok(texts.iter().map(|text| self.phrase(text)).collect())
    }

    fn phrase(&self, text: &Text) -> Phrase {
        reqpath::phrase(text, &self.outputs, &self.sealed)
    }
}

/// What the spec wants. Of what stands already, the ids that AWS chose are known, so that its real addresses can be asked for;
/// everything else follows from the spec, which may have changed since.
fn wanted(wish: &Wish, state: &State) -> Vec<Source> {
    let chosen_by_aws = ["apigateway-rest-api", "cloudfront-distribution", "apigateway-domain-name"];
    let outputs = |id: &ResourceId, kind: &str| {
        let record = state.resources.get(id).filter(|record| record.kind == kind && chosen_by_aws.contains(&kind))?;
        Some(record.outputs.clone())
    };
    wish.resources
        .iter()
        .map(|resource| Source {
            address: resource.id.clone(),
            kind: resource.kind.to_owned(),
            input: resource.inputs.clone(),
            outputs: outputs(&resource.id, resource.kind),
        })
        .collect()
}

/// The digests of the environment's secrets, as far as this machine can make them.
pub fn sealed(project: &Project) -> Sealed {
    let forms = [SecretForm::Plain, SecretForm::ExactRegex];
    let digests = project.spec.secrets.keys().flat_map(|name| {
        forms.into_iter().filter_map(move |form| {
            let secret = SecretRef { name: name.clone(), form, digest: None };
            Some((name.clone(), form, project.vault.digest(&secret)?))
        })
    });
    Sealed::new(digests)
}
