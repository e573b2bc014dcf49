use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0454",
    title: "more than AWS ever takes",
    explanation: "Some numbers are fixed, whoever asks: 50 tags on a resource, three of which say whose it is; 100 \
                  variables of a stage.",
    bad: Example::Spec(
        r#"bucket "static" {
    tags tag-0="0" tag-1="1" tag-2="2" tag-3="3" tag-4="4" tag-5="5" tag-6="6" tag-7="7"
    tags tag-8="8" tag-9="9" tag-10="10" tag-11="11" tag-12="12" tag-13="13" tag-14="14" tag-15="15"
    tags tag-16="16" tag-17="17" tag-18="18" tag-19="19" tag-20="20" tag-21="21" tag-22="22" tag-23="23"
    tags tag-24="24" tag-25="25" tag-26="26" tag-27="27" tag-28="28" tag-29="29" tag-30="30" tag-31="31"
    tags tag-32="32" tag-33="33" tag-34="34" tag-35="35" tag-36="36" tag-37="37" tag-38="38" tag-39="39"
    tags tag-40="40" tag-41="41" tag-42="42" tag-43="43" tag-44="44" tag-45="45" tag-46="46" tag-47="47"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
    tags team="shop" purpose="pages"
}"#,
    ),
};
