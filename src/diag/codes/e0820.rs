use super::openings::BUCKET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0820",
    title: "faults that cannot be read",
    explanation: "`ENGINE_LOCAL_FAULTS` lists what shall go wrong between engine and the embedded cloud, as `name=value` pairs \
                  separated by commas. Nothing was called and nothing was changed. The names are `seed` (a whole number), \
                  `throttle`, `500`, `reset`, `lost`, `hang` and `stale` (shares of all calls, 1 together at most), `kill` \
                  (`call:NUMBER:before|after` or `write:NUMBER:before|within|after`), `full` (`write:NUMBER`) and `denied` \
                  (`SERVICE`, `SERVICE:read` or `SERVICE:write`).",
    bad: Example::Session { files: &[BUCKET], typed: &["ENGINE_LOCAL_FAULTS=throtle=10% engine plan --local"] },
    good: Example::Session {
        files: &[BUCKET],
        typed: &["ENGINE_LOCAL_FAULTS=seed=7,throttle=0.1 engine plan --local"],
    },
};
