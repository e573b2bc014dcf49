use std::future::Future;
use std::marker::PhantomData;

use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Lets, Takes};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Tree};

/// How a resource follows a change of one of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An update call.
    InPlace,
    /// The resource is made anew.
    Replace,
}

/// A top-level field of a kind's input.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As serialised, `kebab-case`.
    pub name: &'static str,
    /// How the resource follows a change of it.
    pub change: Change,
    /// Whether a secret may stand somewhere in it.
    pub secret: bool,
    /// One line for plans, docs and hovers.
    pub doc: &'static str,
}

impl Field {
    /// A field that is updated in place.
    pub const fn update(name: &'static str, doc: &'static str) -> Self {
        Self { name, change: Change::InPlace, secret: false, doc }
    }

    /// A field whose change makes the resource anew.
    pub const fn replace(name: &'static str, doc: &'static str) -> Self {
        Self { name, change: Change::Replace, secret: false, doc }
    }

    /// The same field, allowed to hold secrets.
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

/// What a create call leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The id the cloud knows it by; what `read`, `update` and `delete` are given.
    pub id: String,
    /// What other resources may refer to, by output name; the kind's documentation lists them.
    pub outputs: Outputs,
}

/// What is really there: the input that would describe it, and its outputs.
///
/// Secret fields hold [`crate::value::Text::Sealed`]; fields the cloud does not tell (file contents, say) are copied from the
/// record the read was given, so that they never count as drift.
#[derive(Debug, Clone, PartialEq)]
pub struct Live<I> {
    /// In the canonical form the input uses, so that an untouched resource differs in nothing from what was wanted.
    pub input: I,
    /// As a create call would give them now.
    pub outputs: Outputs,
}

/// [`Live`] with the input as a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveTree {
    /// [`Live::input`].
    pub input: Tree,
    /// [`Live::outputs`].
    pub outputs: Outputs,
}

/// How a resource is found again when the answer to its create call was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NaturalKey {
    /// The cloud refuses a second one of this name, so two generations of it cannot stand side by side.
    Unique(String),
    /// The cloud would make a second one; a marker inside the create call (tag, description, caller reference) tells ours.
    Marker(String),
    /// Creating again converges on the same thing (put, attach, associate).
    Upsert(String),
}

/// One kind of AWS resource. Implemented on an empty struct; see `kinds::aws`.
///
/// Verbs return when the resource can be relied on by those who refer to it (a function is `Active`), not when every edge
/// location has heard of it.
pub trait Kind: Send + Sync + 'static {
    /// As written in state, plans and docs: `lambda-function`.
    const NAME: &'static str;
    /// For people: `Lambda function`.
    const TITLE: &'static str;
    /// Every top-level field of `Input`.
    const FIELDS: &'static [Field];
    /// Outputs that an update in place may change; all others are stable for the life of the resource.
    const VOLATILE: &'static [&'static str] = &[];
    /// Whether deleting it deletes what stands on it as well (a function its versions and aliases, an alias its permissions):
    /// then nothing has to go before it does.
    const TAKES_ALONG: bool = false;
    /// Whether what needs it must not stand while it is away: the cloud refuses to delete a web ACL in use, and nobody may get
    /// in while the gate is rebuilt. Where it cannot have a second generation beside it, what needs it goes first and is made
    /// again after it.
    const HELD: bool = false;
    /// Whether it shuts out by merely standing: making it puts a gate in front of something, removing it opens that up.
    const CLOSES: bool = false;
    /// Whether another one is as good: nobody outside knows it by its id or keeps anything in it, so a protected block may
    /// make it anew and let go of it (a deployment, a permission, a file that lies beside the spec).
    const EXPENDABLE: bool = false;
    /// For what is not made or removed - a zone that is looked up, a certificate that is waited for - the word for what making
    /// it is: `found`. Removing it only lets go.
    const PASSIVE: Option<&'static str> = None;
    /// How long its verbs usually take; where it is more than a second or two, the constant says why.
    const TAKES: Takes = Takes::seconds(1);
    /// IAM actions the verbs need.
    const ACTIONS: &'static [&'static str];
    /// What is wanted: serialises to an object with `kebab-case` keys; every default written out.
    type Input: Serialize + DeserializeOwned + Send + Sync;

    /// How it is found again.
    fn natural_key(want: &Self::Input) -> NaturalKey;

    /// Makes it. Every reference in `want` is resolved; secrets are opened through `hands`.
    fn create(hands: &Hands, want: &Self::Input) -> impl Future<Output = Result<Made, Refusal>> + Send;

    /// Finds it by its natural key after a lost answer. `None` when it is not there; [`Refusal::foreign`] when something
    /// stands there that does not carry our marker.
    fn find(hands: &Hands, want: &Self::Input) -> impl Future<Output = Result<Option<Made>, Refusal>> + Send;

    /// Reads what is there; `None` when it is gone. `was` is the recorded input.
    fn read(
        hands: &Hands,
        id: &str,
        was: &Self::Input,
    ) -> impl Future<Output = Result<Option<Live<Self::Input>>, Refusal>> + Send;

    /// Makes the existing resource as wanted and returns its outputs. Only fields that change in place differ.
    fn update(
        hands: &Hands,
        id: &str,
        was: &Self::Input,
        want: &Self::Input,
    ) -> impl Future<Output = Result<Outputs, Refusal>> + Send;

    /// Removes it; done when it is already gone. Takes up again where an interrupted delete stopped.
    fn delete(hands: &Hands, id: &str, was: &Self::Input) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// For a gate: what it lets through as `want` compared with `was`, which may hold seals and digests in place of secrets. An
    /// input made of both names the old secrets by their seals; `update` finds their values in the cloud.
    fn lets(_was: &Self::Input, _want: &Self::Input) -> Lets<Self::Input> {
        Lets::Same
    }

    /// For what sends requests on to a gate: whether it sends others as `want` than as `was`.
    fn sends_otherwise(_was: &Self::Input, _want: &Self::Input) -> bool {
        false
    }

    /// What follows from what is wanted and is worth saying in a plan, such as what it costs: what it is about, and in words.
    fn remarks(_want: &Self::Input) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Whether what is wanted of it counts everywhere already, by its outputs.
    fn in_force(_outputs: &Outputs) -> bool {
        true
    }

    /// Waits until what was last wanted of it counts everywhere, for those few who cannot go on before: an update returns as
    /// soon as others may rely on the resource.
    fn settle(_hands: &Hands, _id: &str) -> impl Future<Output = Result<(), Refusal>> + Send {
        std::future::ready(Ok(()))
    }
}

/// A [`Kind`] with its input type erased to [`Tree`]: what the flow works with.
pub trait AnyKind: Send + Sync {
    /// [`Kind::NAME`].
    fn name(&self) -> &'static str;
    /// [`Kind::TITLE`].
    fn title(&self) -> &'static str;
    /// [`Kind::FIELDS`].
    fn fields(&self) -> &'static [Field];
    /// [`Kind::VOLATILE`].
    fn volatile(&self) -> &'static [&'static str];
    /// [`Kind::TAKES_ALONG`].
    fn takes_along(&self) -> bool;
    /// [`Kind::HELD`].
    fn held(&self) -> bool;
    /// [`Kind::CLOSES`].
    fn closes(&self) -> bool;
    /// [`Kind::EXPENDABLE`].
    fn expendable(&self) -> bool;
    /// [`Kind::TAKES`].
    fn takes(&self) -> Takes;
    /// [`Kind::ACTIONS`].
    fn actions(&self) -> &'static [&'static str];
    /// The word for making what is not made, see [`Kind::PASSIVE`].
    fn passive(&self) -> Option<&'static str>;
    /// # Errors
    /// When the tree is not of this kind's shape.
    fn natural_key(&self, want: &Tree) -> Result<NaturalKey, Refusal>;
    /// [`Kind::create`].
    fn create<'a>(&'a self, hands: &'a Hands, want: &'a Tree) -> BoxFuture<'a, Result<Made, Refusal>>;
    /// [`Kind::find`].
    fn find<'a>(&'a self, hands: &'a Hands, want: &'a Tree) -> BoxFuture<'a, Result<Option<Made>, Refusal>>;
    /// [`Kind::read`].
    fn read<'a>(
        &'a self,
        hands: &'a Hands,
        id: &'a str,
        was: &'a Tree,
    ) -> BoxFuture<'a, Result<Option<LiveTree>, Refusal>>;
    /// [`Kind::update`].
    fn update<'a>(
        &'a self,
        hands: &'a Hands,
        id: &'a str,
        was: &'a Tree,
        want: &'a Tree,
    ) -> BoxFuture<'a, Result<Outputs, Refusal>>;
    /// [`Kind::delete`].
    fn delete<'a>(&'a self, hands: &'a Hands, id: &'a str, was: &'a Tree) -> BoxFuture<'a, Result<(), Refusal>>;
    /// [`Kind::lets`].
    ///
    /// # Errors
    /// When a tree is not of this kind's shape.
    fn lets(&self, was: &Tree, want: &Tree) -> Result<Lets<Tree>, Refusal>;
    /// [`Kind::sends_otherwise`].
    ///
    /// # Errors
    /// When a tree is not of this kind's shape.
    fn sends_otherwise(&self, was: &Tree, want: &Tree) -> Result<bool, Refusal>;
    /// [`Kind::remarks`].
    ///
    /// # Errors
    /// When the tree is not of this kind's shape.
    fn remarks(&self, want: &Tree) -> Result<Vec<(String, String)>, Refusal>;
    /// [`Kind::in_force`].
    fn in_force(&self, outputs: &Outputs) -> bool;
    /// [`Kind::settle`].
    fn settle<'a>(&'a self, hands: &'a Hands, id: &'a str) -> BoxFuture<'a, Result<(), Refusal>>;

    /// How the resource follows a change of the field that `path` starts with.
    fn change_of(&self, path: &str) -> Change {
        let top = path.split(['.', '[']).next().unwrap_or(path);
        self.fields().iter().find(|field| field.name == top).map_or(Change::InPlace, |field| field.change)
    }
}

/// The one implementation of [`AnyKind`].
pub(super) struct Erased<K>(PhantomData<K>);

impl<K> Erased<K> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

fn typed<K: Kind>(tree: &Tree) -> Result<K::Input, Refusal> {
    tree.to().map_err(|problem| Refusal::unreadable(K::NAME, &problem))
}

impl<K: Kind> AnyKind for Erased<K> {
    fn name(&self) -> &'static str {
        K::NAME
    }

    fn title(&self) -> &'static str {
        K::TITLE
    }

    fn fields(&self) -> &'static [Field] {
        K::FIELDS
    }

    fn volatile(&self) -> &'static [&'static str] {
        K::VOLATILE
    }

    fn takes_along(&self) -> bool {
        K::TAKES_ALONG
    }

    fn held(&self) -> bool {
        K::HELD
    }

    fn closes(&self) -> bool {
        K::CLOSES
    }

    fn expendable(&self) -> bool {
        K::EXPENDABLE
    }

    fn takes(&self) -> Takes {
        K::TAKES
    }

    fn actions(&self) -> &'static [&'static str] {
        K::ACTIONS
    }

    fn passive(&self) -> Option<&'static str> {
        K::PASSIVE
    }

    fn natural_key(&self, want: &Tree) -> Result<NaturalKey, Refusal> {
        Ok(K::natural_key(&typed::<K>(want)?))
    }

    fn create<'a>(&'a self, hands: &'a Hands, want: &'a Tree) -> BoxFuture<'a, Result<Made, Refusal>> {
        Box::pin(async move { K::create(hands, &typed::<K>(want)?).await })
    }

    fn find<'a>(&'a self, hands: &'a Hands, want: &'a Tree) -> BoxFuture<'a, Result<Option<Made>, Refusal>> {
        Box::pin(async move { K::find(hands, &typed::<K>(want)?).await })
    }

    fn read<'a>(
        &'a self,
        hands: &'a Hands,
        id: &'a str,
        was: &'a Tree,
    ) -> BoxFuture<'a, Result<Option<LiveTree>, Refusal>> {
        Box::pin(async move {
            let live = K::read(hands, id, &typed::<K>(was)?).await?;
            Ok(live.map(|live| LiveTree { input: Tree::of(&live.input), outputs: live.outputs }))
        })
    }

    fn update<'a>(
        &'a self,
        hands: &'a Hands,
        id: &'a str,
        was: &'a Tree,
        want: &'a Tree,
    ) -> BoxFuture<'a, Result<Outputs, Refusal>> {
        Box::pin(async move { K::update(hands, id, &typed::<K>(was)?, &typed::<K>(want)?).await })
    }

    fn delete<'a>(&'a self, hands: &'a Hands, id: &'a str, was: &'a Tree) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(async move { K::delete(hands, id, &typed::<K>(was)?).await })
    }

    fn lets(&self, was: &Tree, want: &Tree) -> Result<Lets<Tree>, Refusal> {
        Ok(K::lets(&typed::<K>(was)?, &typed::<K>(want)?).map(|both| Tree::of(&both)))
    }

    fn sends_otherwise(&self, was: &Tree, want: &Tree) -> Result<bool, Refusal> {
        Ok(K::sends_otherwise(&typed::<K>(was)?, &typed::<K>(want)?))
    }

    fn remarks(&self, want: &Tree) -> Result<Vec<(String, String)>, Refusal> {
        Ok(K::remarks(&typed::<K>(want)?))
    }

    fn in_force(&self, outputs: &Outputs) -> bool {
        K::in_force(outputs)
    }

    fn settle<'a>(&'a self, hands: &'a Hands, id: &'a str) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(K::settle(hands, id))
    }
}
