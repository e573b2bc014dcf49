use crate::diag::Spanned;
use crate::kinds::aws::wafv2::group_settings::{
    Accounts, AntiDdos, GroupSettings as Lowered, Logins, Named, Outcomes, Payload, RequestInspection,
    ResponseInspection, Suspicion,
};
use crate::spec::waf::{self, GroupSettings, ResponsePart};

/// What a managed group is told.
pub(super) fn lower(settings: &GroupSettings) -> Lowered {
    match settings {
        GroupSettings::Logins { login_path, inspection } => Lowered::Logins(Logins {
            login_path: login_path.value.clone(),
            regex_in_path: inspection.regex_in_path,
            request_inspection: inspection.request.as_ref().map(request),
            response_inspection: inspection.response.as_ref().map(response),
        }),
        GroupSettings::Accounts { creation_path, registration_page_path, inspection } => Lowered::Accounts(Accounts {
            creation_path: creation_path.value.clone(),
            registration_page_path: registration_page_path.value.clone(),
            regex_in_path: inspection.regex_in_path,
            request_inspection: inspection.request.as_ref().map(request),
            response_inspection: inspection.response.as_ref().map(response),
        }),
        GroupSettings::AntiDdos { sensitivity_to_block, challenge } => Lowered::AntiDdos(AntiDdos {
            sensitivity_to_block: suspicion(*sensitivity_to_block),
            challenge: challenge.enabled,
            challenge_sensitivity: suspicion(challenge.sensitivity),
            exempt_uris: challenge.exempt.iter().map(|pattern| pattern.value.clone()).collect(),
        }),
    }
}

fn request(asked: &waf::RequestInspection) -> RequestInspection {
    let one = |field: &Option<Spanned<String>>| field.as_ref().map(|field| field.value.clone());
    let several = |fields: &[Spanned<String>]| fields.iter().map(|field| field.value.clone()).collect();
    RequestInspection {
        payload: match asked.payload.value {
            waf::Payload::Json => Payload::Json,
            waf::Payload::Form => Payload::FormEncoded,
        },
        username: one(&asked.username),
        password: one(&asked.password),
        email: one(&asked.email),
        phone_number: several(&asked.phone_number),
        address: several(&asked.address),
    }
}

fn response(asked: &waf::ResponseInspection) -> ResponseInspection {
    let named = |name: &Spanned<String>, values: &waf::Outcomes<String>| Named {
        name: name.value.clone(),
        values: outcomes(values, String::clone),
    };
    match &asked.part {
        ResponsePart::StatusCode(codes) => {
            ResponseInspection::StatusCode(outcomes(codes, |code| i32::try_from(*code).unwrap_or(i32::MAX)))
        }
        ResponsePart::Header(name, values) => ResponseInspection::Header(named(name, values)),
        ResponsePart::Json(pointer, values) => ResponseInspection::Json(named(pointer, values)),
        ResponsePart::BodyContains(texts) => ResponseInspection::BodyContains(outcomes(texts, String::clone)),
    }
}

fn outcomes<T, L: Ord>(given: &waf::Outcomes<T>, lower: impl Fn(&T) -> L) -> Outcomes<L> {
    let all = |of: &[Spanned<T>]| of.iter().map(|one| lower(&one.value)).collect();
    Outcomes { success: all(&given.success), failure: all(&given.failure) }
}

fn suspicion(word: waf::Suspicion) -> Suspicion {
    match word {
        waf::Suspicion::Low => Suspicion::Low,
        waf::Suspicion::Medium => Suspicion::Medium,
        waf::Suspicion::High => Suspicion::High,
    }
}
