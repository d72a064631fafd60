//! What an image is: values, no input or output.
pub mod digest;
pub mod media_type;
pub mod reference;
