use std::sync::Arc;

use serde_json::json;

use super::hops::{self, Walk};
use super::live::Live;
use super::model::Perimeter;
use super::pattern::Patterns;
use super::phrase::Oracle;
use super::request::Request;
use super::trail::{Answer, Trail};

/// A perimeter made ready for many requests: its regular expressions are compiled once.
pub struct Judge {
    perimeter: Perimeter,
    patterns: Patterns,
    oracle: Option<Arc<dyn Oracle>>,
}

impl Judge {
    /// Makes a perimeter ready.
    pub fn new(perimeter: Perimeter) -> Self {
        Self { patterns: Patterns::of(&perimeter), perimeter, oracle: None }
    }

    /// Lets somebody who can open secrets compare them with what requests carry.
    pub fn with_oracle(self, oracle: Arc<dyn Oracle>) -> Self {
        Self { oracle: Some(oracle), ..self }
    }

    /// What it judges by.
    pub fn perimeter(&self) -> &Perimeter {
        &self.perimeter
    }

    pub(super) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    pub(super) fn oracle(&self) -> Option<&dyn Oracle> {
        self.oracle.as_deref()
    }

    /// What becomes of a request.
    pub fn decide(&self, request: &Request) -> Trail {
        let mut walk = Walk::new(self);
        let end = hops::enter(&mut walk, request);
        walk.finish(end)
    }

    /// What becomes of a request that really flows: it counts, and may be answered with what is kept.
    pub fn decide_live(&self, request: &Request, live: &dyn Live) -> Trail {
        let mut walk = Walk::new(self).living(Some(live));
        let end = hops::enter(&mut walk, request);
        walk.finish(end)
    }

    /// What the client sees when what was reached answers with `status`: the way back through error pages.
    ///
    /// A trail that reached nothing stays as it is.
    pub fn answered(&self, request: &Request, trail: &Trail, status: u16) -> Trail {
        self.back(request, trail, status, None)
    }

    /// The same of a request that really flows, by what was counted on its way in.
    pub fn answered_live(&self, request: &Request, trail: &Trail, status: u16, live: &dyn Live) -> Trail {
        self.back(request, trail, status, Some(live))
    }

    fn back(&self, request: &Request, trail: &Trail, status: u16, live: Option<&dyn Live>) -> Trail {
        if trail.reaches.is_none() {
            return trail.clone();
        }
        let mut walk = Walk::new(self).living(live);
        walk.own_status = Some(status);
        let end = hops::enter(&mut walk, request);
        walk.finish(end)
    }
}

impl Judge {
    /// What the API of this id answers by itself: `kind` is one of AWS's response types, `status` and `message` are what AWS
    /// answers where the API has no answer of its own. `request` is the one that is answered.
    pub fn own_answer(&self, api: &str, request: &Request, kind: &str, status: u16, message: &str) -> Answer {
        match self.perimeter.gateways.iter().find(|gateway| gateway.id == api) {
            Some(gateway) => hops::own_answer(gateway, kind, status, message, request),
            None => Answer::new(status, "application/json", json!({ "message": message }).to_string()),
        }
    }
}

/// What becomes of one request; for several, [`Judge`] compiles the rules only once.
pub fn decide(perimeter: &Perimeter, request: &Request) -> Trail {
    Judge::new(perimeter.clone()).decide(request)
}
