use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0820",
    title: "faults that cannot be read",
    explanation: "`ENGINE_LOCAL_FAULTS` lists what shall go wrong between engine and the embedded cloud, as `name=value` pairs \
                  separated by commas. Nothing was called and nothing was changed. The names are `seed` (a whole number), \
                  `throttle`, `500`, `reset`, `lost`, `hang` and `stale` (shares of all calls, 1 together at most), `kill` \
                  (`call:NUMBER:before|after` or `write:NUMBER:before|within|after`) and `full` (`write:NUMBER`).",
    bad: Example::Words("`ENGINE_LOCAL_FAULTS=throtle=10%`"),
    good: Example::Words("`ENGINE_LOCAL_FAULTS=seed=7,throttle=0.1`"),
};
