use std::future::Future;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CONTENTION, LETTING_GO};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// A sort of CloudFront policies. They differ in what they say and in their calls, not in how they live.
pub trait Policy: Send + Sync + 'static {
    /// [`Kind::NAME`].
    const NAME: &'static str;
    /// [`Kind::TITLE`].
    const TITLE: &'static str;
    /// What it is in the middle of a sentence, `cache policy`.
    const WHAT: &'static str;
    /// [`Kind::FIELDS`].
    const FIELDS: &'static [Field];
    /// [`Kind::ACTIONS`].
    const ACTIONS: &'static [&'static str];
    /// What is wanted.
    type Input: Serialize + DeserializeOwned + Send + Sync;
    /// The same as the SDK has it.
    type Config: Clone + Send + Sync;

    /// Name and comment of what is wanted.
    fn label(want: &Self::Input) -> (&str, &str);

    /// As AWS takes it.
    ///
    /// # Errors
    /// What is not known yet, or missing.
    fn config(hands: &Hands, want: &Self::Input) -> Result<Self::Config, Refusal>;

    /// As AWS shows it.
    fn input(live: &Self::Config) -> Self::Input;

    /// Makes it and returns its id.
    ///
    /// # Errors
    /// What the service said.
    fn create(hands: &Hands, config: Self::Config) -> impl Future<Output = Result<String, Refusal>> + Send;

    /// A page of the policies of one's own, and the marker of the next one.
    ///
    /// # Errors
    /// What the service said.
    fn list(hands: &Hands, marker: Option<String>) -> impl Future<Output = Result<Page, Refusal>> + Send;

    /// The live configuration and its ETag.
    ///
    /// # Errors
    /// `NotFound` when it is gone.
    fn get(hands: &Hands, id: &str) -> impl Future<Output = Result<Option<(Self::Config, String)>, Refusal>> + Send;

    /// Puts a configuration in the place of the one with this ETag.
    ///
    /// # Errors
    /// `Busy` when another one has come in between.
    fn update(
        hands: &Hands,
        id: &str,
        etag: &str,
        config: Self::Config,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// Removes the one with this ETag.
    ///
    /// # Errors
    /// `InUse` while a distribution holds on to it.
    fn delete(hands: &Hands, id: &str, etag: &str) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// Policies as a list shows them.
#[derive(Debug, Default)]
pub struct Page {
    /// Each of them.
    pub policies: Vec<Listed>,
    /// For the page after this one.
    pub next: Option<String>,
}

/// A policy as a list shows it.
#[derive(Debug)]
pub struct Listed {
    /// What distributions refer to it by.
    pub id: String,
    /// Unique in the account.
    pub name: String,
    /// Carries the marker of the owner.
    pub comment: Option<String>,
}

/// A policy of one's own that behaviors of distributions refer to.
///
/// It has no tags; the comment says whose it is. Outputs: `id`.
pub struct OwnPolicy<P>(PhantomData<P>);

impl<P: Policy> Kind for OwnPolicy<P> {
    const NAME: &'static str = P::NAME;
    const TITLE: &'static str = P::TITLE;
    const FIELDS: &'static [Field] = P::FIELDS;
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = P::ACTIONS;
    type Input = P::Input;

    fn natural_key(want: &P::Input) -> NaturalKey {
        NaturalKey::Unique(P::label(want).0.to_owned())
    }

    async fn create(hands: &Hands, want: &P::Input) -> Result<Made, Refusal> {
        Ok(made(P::create(hands, P::config(hands, want)?).await?))
    }

    async fn find(hands: &Hands, want: &P::Input) -> Result<Option<Made>, Refusal> {
        let (name, comment) = P::label(want);
        let mut marker = None;
        loop {
            let page = P::list(hands, marker).await?;
            if let Some(there) = page.policies.into_iter().find(|there| there.name == name) {
                return if there.comment.as_deref() == Some(comment) {
                    Ok(Some(made(there.id)))
                } else {
                    let what = P::WHAT;
                    let said = format!("the {what} `{name}` exists and its comment says it belongs to something else");
                    Err(Refusal::foreign(said))
                };
            }
            marker = page.next;
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, _was: &P::Input) -> Result<Option<Live<P::Input>>, Refusal> {
        let Some((live, _)) = get::<P>(hands, id).await? else { return Ok(None) };
        Ok(Some(Live { input: P::input(&live), outputs: made(id.to_owned()).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &P::Input, want: &P::Input) -> Result<Outputs, Refusal> {
        let config = P::config(hands, want)?;
        hands
            .patiently(&[Class::Busy], CONTENTION, || async {
                match get::<P>(hands, id).await? {
                    Some((_, etag)) => P::update(hands, id, &etag, config.clone()).await,
                    None => Err(Refusal::local("Gone", format!("the {} {id} is not there any more", P::WHAT))),
                }
            })
            .await?;
        Ok(made(id.to_owned()).outputs)
    }

    async fn delete(hands: &Hands, id: &str, _was: &P::Input) -> Result<(), Refusal> {
        // A distribution that was just pointed elsewhere or deleted holds on to it for a while.
        hands
            .patiently(&[Class::Busy, Class::InUse], LETTING_GO, || async {
                match get::<P>(hands, id).await? {
                    Some((_, etag)) => or_gone(P::delete(hands, id, &etag).await),
                    None => Ok(()),
                }
            })
            .await
    }
}

/// What a policy says that somebody else made; `None` when it is not there.
///
/// # Errors
/// What the service said.
pub async fn of_others<P: Policy>(hands: &Hands, id: &str) -> Result<Option<P::Input>, Refusal> {
    Ok(get::<P>(hands, id).await?.map(|(live, _)| P::input(&live)))
}

fn made(id: String) -> Made {
    Made { outputs: [("id".to_owned(), id.clone())].into(), id }
}

/// The live configuration and its ETag, if it is there.
async fn get<P: Policy>(hands: &Hands, id: &str) -> Result<Option<(P::Config, String)>, Refusal> {
    Ok(or_none(P::get(hands, id).await)?.flatten())
}
