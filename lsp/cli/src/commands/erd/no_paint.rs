//! A program that was built without the feature `paint`: it says so.

use super::Paper;

const MESSAGE: &str = "this program was built without PNG and PDF (the feature `paint`)";

pub(super) fn png(_: &str, _: u8) -> Result<Vec<u8>, String> {
    Err(MESSAGE.to_owned())
}

pub(super) fn pdf(_: &str, _: Option<Paper>) -> Result<Vec<u8>, String> {
    Err(MESSAGE.to_owned())
}
