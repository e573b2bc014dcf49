//! ACM: certificates and the wait for their validation.

/// The certificate itself, as asked for: kind `acm-certificate`.
pub mod certificate;
/// The wait until a certificate is issued, for those who need it issued.
pub mod certificate_validation;
mod describe;
#[cfg(test)]
mod tests;

pub use certificate::{
    Certificate, Input as CertificateInput, Validation, validation_name_output, validation_record_domain,
    validation_type_output, validation_value_output,
};
pub use certificate_validation::{CertificateValidation, Input as CertificateValidationInput};
