use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions, Diagnostic,
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, HoverProviderCapability,
    InitializeParams, InitializeResult, OneOf, PublishDiagnosticsParams, Registration, RegistrationParams, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::check::{Checked, check_all};
use super::documents::{Document, Documents};
use super::positions::Encoding;
use super::uris::{path_of, uri_of};
use super::wire::{self, Incoming};
use super::{completion, definition, fixes, formatting, hover, symbols};
use crate::cli::Exit;

/// Serves until the editor says `exit` or is gone.
pub fn serve() -> Exit {
    let incoming = listen();
    let mut server = Server::default();
    loop {
        // What is said of a spec waits until everything that has come in is dealt with: while somebody types fast, only the last
        // state is judged.
        let next =
            if server.stale { incoming.try_recv() } else { incoming.recv().map_err(|_| TryRecvError::Disconnected) };
        let goes_on = match next {
            Ok(Incoming::Message(message)) => server.take(message),
            Ok(Incoming::Garbage) => Some(wire::send_unreadable()),
            Err(TryRecvError::Empty) => {
                server.guarded(Server::publish);
                Some(true)
            }
            Err(TryRecvError::Disconnected) => Some(false),
        };
        match goes_on {
            Some(true) => {}
            // The editor is gone, or wants no more.
            Some(false) | None => return if server.stage == Stage::Over { Exit::Done } else { Exit::Failed },
        }
    }
}

/// Reads on a thread of its own, so that it is known whether more has come in.
fn listen() -> Receiver<Incoming> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        while let Ok(Some(incoming)) = wire::read(&mut stdin) {
            if sender.send(incoming).is_err() {
                break;
            }
        }
    });
    receiver
}

/// How far the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// Nothing was said yet.
    #[default]
    New,
    /// The editor knows what this server can do.
    Running,
    /// After `shutdown`: only `exit` may follow.
    Over,
}

/// What a request comes to.
type Answer = Result<Value, (ErrorCode, String)>;

#[derive(Default)]
struct Server {
    stage: Stage,
    encoding: Encoding,
    /// Whether the editor can be asked to tell of changes on the disk.
    watches: bool,
    documents: Documents,
    checked: Vec<Checked>,
    /// Whether something changed since the specs were judged.
    stale: bool,
    /// What the editor was told, by file.
    told: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl Server {
    /// Deals with a message: `None` after `exit`, otherwise whether the editor is still there.
    fn take(&mut self, message: Message) -> Option<bool> {
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let mut answer = Err((ErrorCode::InternalError, "this is a bug in engine".to_owned()));
                self.guarded(|server| answer = server.answer(request));
                Some(wire::send(&Message::Response(response(id, answer))))
            }
            Message::Notification(note) if note.method == notification::Exit::METHOD => None,
            Message::Notification(note) => {
                if self.stage == Stage::Running {
                    self.guarded(|server| server.note(note));
                }
                Some(true)
            }
            Message::Response(_) => Some(true),
        }
    }

    /// A bug in one answer must not take the editor's server away; what is known may be half changed, so it is judged anew.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            self.checked.clear();
            self.stale = false;
        }
    }

    fn answer(&mut self, request: Request) -> Answer {
        let is_start = request.method == request::Initialize::METHOD;
        match (self.stage, is_start) {
            (Stage::New, false) => {
                return Err((ErrorCode::ServerNotInitialized, "`initialize` comes first".to_owned()));
            }
            (Stage::Running, true) => {
                return Err((ErrorCode::InvalidRequest, "`initialize` comes only once".to_owned()));
            }
            (Stage::Over, _) => {
                return Err((ErrorCode::InvalidRequest, "nothing but `exit` comes after `shutdown`".to_owned()));
            }
            (Stage::New, true) | (Stage::Running, false) => {}
        }
        match request.method.as_str() {
            request::Initialize::METHOD => value(self.initialize(&params(request)?)),
            request::Shutdown::METHOD => {
                self.stage = Stage::Over;
                Ok(Value::Null)
            }
            request::CodeActionRequest::METHOD => {
                self.check();
                value(fixes::answer(&params(request)?, &self.documents, &self.checked, self.encoding))
            }
            request::Formatting::METHOD => value(formatting::answer(&params(request)?, &self.documents, self.encoding)),
            request::HoverRequest::METHOD => {
                self.check();
                value(hover::answer(&params(request)?, &self.documents, &self.checked, self.encoding))
            }
            request::Completion::METHOD => {
                value(completion::answer(&params(request)?, &self.documents, &self.checked, self.encoding))
            }
            request::GotoDefinition::METHOD => {
                value(definition::answer(&params(request)?, &self.documents, &self.checked, self.encoding))
            }
            request::DocumentSymbolRequest::METHOD => {
                value(symbols::answer(&params(request)?, &self.documents, self.encoding))
            }
            method => Err((ErrorCode::MethodNotFound, format!("there is no `{method}` here"))),
        }
    }

    fn initialize(&mut self, params: &InitializeParams) -> InitializeResult {
        self.stage = Stage::Running;
        let general = params.capabilities.general.as_ref();
        self.encoding = Encoding::of(general.and_then(|general| general.position_encodings.as_deref()));
        let workspace = params.capabilities.workspace.as_ref();
        let watching = workspace.and_then(|workspace| workspace.did_change_watched_files);
        self.watches = watching.and_then(|watching| watching.dynamic_registration) == Some(true);
        let capabilities = ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            })),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
                ..CodeActionOptions::default()
            })),
            document_formatting_provider: Some(OneOf::Left(true)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(["\"", "{", ".", "=", "(", " "].map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            ..ServerCapabilities::default()
        };
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        InitializeResult { capabilities, server_info: Some(ServerInfo { name: "engine".to_owned(), version }) }
    }

    /// Takes note of what the editor tells; what it tells in another way than agreed is passed over.
    fn note(&mut self, note: Notification) {
        match note.method.as_str() {
            notification::Initialized::METHOD if self.watches => watch(),
            notification::DidOpenTextDocument::METHOD => {
                let Some(opened) = noted::<notification::DidOpenTextDocument>(note) else { return };
                let item = opened.text_document;
                let document = Document { uri: item.uri, version: item.version, text: item.text };
                self.documents.open(path_of(&document.uri), document);
                self.stale = true;
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(changed) = noted::<notification::DidChangeTextDocument>(note) else { return };
                let (of, changes) = (changed.text_document, changed.content_changes);
                self.documents.change(&path_of(&of.uri), of.version, changes, self.encoding);
                self.stale = true;
            }
            notification::DidCloseTextDocument::METHOD => {
                let Some(closed) = noted::<notification::DidCloseTextDocument>(note) else { return };
                self.documents.close(&path_of(&closed.text_document.uri));
                self.stale = true;
            }
            notification::DidSaveTextDocument::METHOD | notification::DidChangeWatchedFiles::METHOD => {
                self.stale = true
            }
            _ => {}
        }
    }

    /// Judges the specs, if something changed, and says what is new of them.
    fn check(&mut self) {
        if self.stale {
            self.publish();
        }
    }

    fn publish(&mut self) {
        self.stale = false;
        self.checked = check_all(&self.documents);
        let mut told: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for checked in &self.checked {
            for (path, problems) in checked.told(self.encoding) {
                let of_file = told.entry(path).or_default();
                // A file may be part of two specs, which find the same in it.
                problems.into_iter().for_each(|problem| {
                    if !of_file.contains(&problem) {
                        of_file.push(problem);
                    }
                });
            }
        }
        let open = self.documents.paths().filter(|path| !told.contains_key(*path));
        let gone = self.told.keys().filter(|path| !told.contains_key(*path));
        let empty: Vec<PathBuf> = open.chain(gone).cloned().collect();
        for path in &empty {
            self.tell(path, &[]);
        }
        for (path, problems) in &told {
            // An editor moves what it was told along with what is typed, so an open file is told anew.
            if self.documents.get(path).is_some() || self.told.get(path) != Some(problems) {
                self.tell(path, problems);
            }
        }
        self.told = told;
    }

    fn tell(&self, path: &Path, problems: &[Diagnostic]) {
        let document = self.documents.get(path);
        let Some(uri) = document.map(|document| document.uri.clone()).or_else(|| uri_of(path)) else { return };
        let version = document.map(|document| document.version);
        let params = PublishDiagnosticsParams { uri, diagnostics: problems.to_vec(), version };
        let method = notification::PublishDiagnostics::METHOD.to_owned();
        wire::send(&Message::Notification(Notification::new(method, params)));
    }
}

/// Asks to be told when files change that are not open.
fn watch() {
    let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String("**/*.kdl".to_owned()), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
    let registration = Registration {
        id: "specs".to_owned(),
        method: notification::DidChangeWatchedFiles::METHOD.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    let params = RegistrationParams { registrations: vec![registration] };
    let request = Request::new("specs".to_owned().into(), request::RegisterCapability::METHOD.to_owned(), params);
    wire::send(&Message::Request(request));
}

fn response(id: RequestId, answer: Answer) -> Response {
    match answer {
        Ok(value) => Response::new_ok(id, value),
        Err((code, message)) => Response::new_err(id, code as i32, message),
    }
}

fn params<P: DeserializeOwned>(request: Request) -> Result<P, (ErrorCode, String)> {
    serde_json::from_value(request.params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn noted<N: notification::Notification>(note: Notification) -> Option<N::Params> {
    serde_json::from_value(note.params).ok()
}

fn value(answer: impl Serialize) -> Answer {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
