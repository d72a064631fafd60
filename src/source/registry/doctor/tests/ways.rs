//! Of what came by another way than from the registry itself.

use super::*;
use crate::source::registry::route::Way;

#[test]
fn of_what_a_relay_or_mirror_said_the_registry_is_not_asked() {
    let fake = server(|_| true, 404);
    let reference: Reference = "docker.io/library/x:1".parse().unwrap();
    let base = "https://m.example/".parse().unwrap();
    let by = Box::new(Way::Mirror { base });
    let not_there = PullError::Registry(RegistryError {
        by: by.clone(),
        ..RegistryError::read(404, b"")
    });
    let unknown = PullError::Registry(RegistryError {
        by,
        ..RegistryError::read(404, br#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#)
    });
    let silent = PullError::Transport {
        error: TransportError::NoAnswer {
            origin: origin("https://m.example"),
        },
        preflight: false,
    };
    for error in [not_there, unknown, silent] {
        let examination = Examination {
            page: Scheme::Https,
            reference: &reference,
            step: &Step::Manifest,
            error: &error,
        };
        assert_eq!(block_on(diagnose(&fake, &examination)), None, "{error}");
    }
    assert_eq!(fake.sent(), Vec::<String>::new());
    // A token server that the relay does not serve is what it is about, whatever is known
    // of the registry.
    let realm: HttpUrl = "https://auth.docker.io/token".parse().unwrap();
    let error = PullError::TokenTransport {
        realm: realm.clone(),
    };
    let examination = Examination {
        page: Scheme::Https,
        reference: &reference,
        step: &Step::Manifest,
        error: &error,
    };
    let found = block_on(diagnose(&fake, &examination));
    assert_eq!(found, Some(Diagnosis::TokenEndpointNoCors { realm }));
}
