use super::super::request::{Client, Request};
use super::super::truth::{Assumption, Given, Truth};
use crate::reqpath::model::Geo;

/// Whether a distribution serves the viewer's country. An ordinary viewer is let in, and the answer says so.
pub(super) fn served(geo: &Geo, request: &Request) -> Truth {
    let assume = |says: String| Truth::Yes(Given::from([Assumption::ServedCountry { says }]));
    let listed = |countries: &std::collections::BTreeSet<String>| {
        countries.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    match (geo, &request.country) {
        (Geo::Everywhere, _) => Truth::YES,
        (Geo::AllExcept(countries), Some(country)) => Truth::of(!countries.contains(country)),
        (Geo::Only(countries), Some(country)) => Truth::of(countries.contains(country)),
        (Geo::AllExcept(countries), None) => assume(format!("all but {}", listed(countries))),
        (Geo::Only(countries), None) => assume(listed(countries)),
    }
}

/// Whether the client of a connection is in one of the countries.
pub(super) fn is_in(countries: &std::collections::BTreeSet<String>, request: &Request) -> Truth {
    match (request.client, &request.country) {
        (Client::Cloudfront, _) => {
            Truth::unsure("where CloudFront's servers are is not said: the rule sees their addresses")
        }
        (_, Some(country)) => Truth::of(countries.contains(country)),
        (_, None) => {
            let listed: Vec<&str> = countries.iter().map(String::as_str).collect();
            Truth::no_given(Assumption::OrdinaryCountry { countries: listed.join(" ") })
        }
    }
}
