//! The report, as a person reads it.

messages! { report;
}
