use crate::diag::{Diagnostic, Edit, Problems, Spanned};
use crate::spec::{Expectation, Spec};

/// ISO 3166-1 alpha-2, as officially assigned.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD \
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN \
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE \
    NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM \
    SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT \
    ZA ZM ZW";

/// What people write who mean another code.
const MEANT: &[(&str, &str)] =
    &[("UK", "GB"), ("EN", "GB"), ("EL", "GR"), ("SF", "FI"), ("YU", "RS"), ("SU", "RU"), ("TP", "TL"), ("XK", "RS")];

/// What may be meant by a code that is none of a country, `did you mean …?`; `None` for one that is.
pub fn no_country(code: &str) -> Option<String> {
    if COUNTRIES.split_ascii_whitespace().any(|known| known == code) {
        return None;
    }
    Some(match meant(code) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "look the country up in ISO 3166-1: Germany is `DE`, the United Kingdom `GB`".to_owned(),
    })
}

fn meant(code: &str) -> Option<&'static str> {
    MEANT.iter().find(|(written, _)| *written == code).map(|(_, meant)| *meant)
}

/// W0545: a country nobody knows, or one that is given twice.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for geo in spec.cdns.values().filter_map(|cdn| cdn.geo.as_ref()) {
        for (at, country) in geo.countries.iter().enumerate() {
            if let Some(earlier) = geo.countries[..at].iter().find(|earlier| earlier.value == country.value) {
                let problem = Diagnostic::warning("W0545", format!("`{}` is listed twice", country.value))
                    .at(country.span, "again")
                    .at(earlier.span, "stands here first")
                    .help("remove one of them, or put in the country that is meant")
                    .fix("remove it", vec![Edit::new(country.span, "")]);
                problems.push(problem);
            }
            unknown(country, problems);
        }
    }
    for expectation in &spec.expectations {
        if let Expectation::Request(request) = expectation
            && let Some(country) = &request.country
        {
            unknown(country, problems);
        }
    }
}

fn unknown(country: &Spanned<String>, problems: &mut Problems) {
    let code = country.value.to_ascii_uppercase();
    let Some(help) = no_country(&code) else { return };
    let problem = Diagnostic::warning("W0545", format!("no country has the code `{}`", country.value))
        .at(country.span, "not in ISO 3166-1")
        .help(help);
    let instead = |meant: &str| (format!("write `{meant}`"), Edit::new(country.span, format!("\"{meant}\"")));
    problems.push(problem.maybe_fix(meant(&code).map(instead)));
}
