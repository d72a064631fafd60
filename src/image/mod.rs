//! What an image is: values, no input or output.
pub mod artifact;
pub mod config;
pub mod descriptor;
pub mod digest;
pub mod json;
pub mod manifest;
pub mod media_type;
pub mod platform;
pub mod provenance;
pub mod recognition;
pub mod reference;
pub mod schema1;
