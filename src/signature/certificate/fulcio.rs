//! What Fulcio writes into certificates of whom it gave them to (its
//! `docs/oid-info.md`): claims of the identity provider, which Fulcio attests.

use crate::signature::der::{self, DerError};
use crate::words::{Message, certificates as words};

macro_rules! claims {
    ($($number:literal $name:ident $word:ident;)*) => {
        /// The kind of a claim.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FulcioClaim {
            $(#[doc = concat!("1.3.6.1.4.1.57264.1.", $number)] $name,)*
        }

        impl FulcioClaim {
            /// By the last number of its object identifier.
            #[must_use]
            pub fn of(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// The last number of its object identifier.
            #[must_use]
            pub fn number(self) -> u8 {
                match self {
                    $(Self::$name => $number,)*
                }
            }

            /// What it is called.
            #[must_use]
            pub fn label(self) -> Message {
                match self {
                    $(Self::$name => words::$word(),)*
                }
            }
        }
    };
}

claims! {
    1 OldIssuer claim_issuer;
    2 OldTrigger claim_trigger;
    3 OldCommit claim_commit;
    4 OldWorkflow claim_workflow;
    5 OldRepository claim_repository;
    6 OldRef claim_ref;
    8 Issuer claim_issuer;
    9 BuildSigner claim_build_signer;
    10 BuildSignerDigest claim_build_signer_digest;
    11 RunnerEnvironment claim_runner;
    12 Repository claim_repository;
    13 Commit claim_commit;
    14 Ref claim_ref;
    15 RepositoryId claim_repository_id;
    16 Owner claim_owner;
    17 OwnerId claim_owner_id;
    18 BuildConfig claim_build_config;
    19 BuildConfigDigest claim_build_config_digest;
    20 Trigger claim_trigger;
    21 Run claim_run;
    22 Visibility claim_visibility;
    23 DeploymentEnvironment claim_deployment;
    24 TokenSubject claim_token_subject;
}

impl FulcioClaim {
    /// Whether it is one of the first six, which newer ones take the place of.
    #[must_use]
    pub fn is_old(self) -> bool {
        self.number() <= 6
    }

    /// The text of it: the first are bare, the others in DER.
    pub(super) fn read(self, value: &[u8]) -> Result<String, DerError> {
        let content = match self.is_old() {
            true => value,
            false => der::only(value, der::UTF8_STRING)?.content,
        };
        String::from_utf8(content.to_vec()).map_err(|_| DerError {
            kind: der::DerErrorKind::Value,
            at: 0,
        })
    }
}
