//! The judgement, and the verdict on each claim.

messages! { verdicts;
}
