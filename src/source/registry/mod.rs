//! The registry protocol, as a browser must speak it.
pub mod accept;
pub mod auth;
pub mod error;
pub mod http;
pub mod served;
