//! The registry protocol, as a browser must speak it.
