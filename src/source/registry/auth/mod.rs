//! Who may read: challenges, tokens and passwords.
//!
//! Not here: when to ask and to retry (`client`).
//!
//! 1. [`challenge`] reads what a 401 asks for.
//! 2. [`realm`] decides whether the place that it names may be asked, and
//!    whether a password may go there.
//! 3. [`token`] builds that request and reads the reply.
//! 4. [`credential`] holds what the person typed, by exact origin.

pub mod challenge;
pub mod credential;
pub mod realm;
pub mod token;

pub use challenge::{Challenge, ChallengeError};
pub use credential::{Credential, CredentialStore};
pub use realm::{Realm, RealmError};
pub use token::{Scope, Token, TokenError};
