//! CycloneDX (specification 1.2 to 1.6, JSON).

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::lenient::{Maybe, Several, Text};
use super::model::{Form, MAX_PACKAGES, Sbom, SbomPackage};
use crate::attestation::bounded::Listed;

/// How many tools are told.
const MAX_TOOLS: usize = 8;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    timestamp: Text,
    component: Maybe<Named>,
    tools: Tools,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: Text,
    version: Text,
}

/// A list up to 1.4, and an object with components since.
#[derive(Default)]
struct Tools(Vec<Named>);

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Component {
    name: Text,
    group: Text,
    version: Text,
    #[serde(rename = "type")]
    kind: Text,
    purl: Text,
    publisher: Text,
    supplier: Maybe<Named>,
    licenses: Several<Maybe<Licence>>,
    components: Several<Maybe<Component>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Licence {
    license: Maybe<Identified>,
    expression: Text,
    acknowledgement: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Identified {
    id: Text,
    name: Text,
    acknowledgement: Text,
}

pub(super) fn read(
    version: Option<String>,
    metadata: Metadata,
    components: Listed<Maybe<Component>>,
) -> Sbom {
    let tools = metadata.tools.0.into_iter().filter_map(Named::whole);
    let name = metadata.component.0.and_then(|it| it.name.0);
    let mut packages = Listed {
        kept: Vec::with_capacity(components.kept.len()),
        left_out: 0,
    };
    add(components, &mut packages);
    Sbom {
        form: Form::CycloneDx,
        version,
        name,
        tools: tools.take(MAX_TOOLS).collect(),
        created: metadata.timestamp.0,
        packages,
    }
}

impl Named {
    fn whole(self) -> Option<String> {
        let name = self.name.0?;
        Some(match self.version.0 {
            Some(version) => format!("{name} {version}"),
            None => name,
        })
    }
}

/// Each component, with those that it is made of behind it. How deep they stand in each
/// other is bounded by the reader of JSON.
fn add(components: Listed<Maybe<Component>>, packages: &mut Listed<SbomPackage>) {
    packages.left_out += components.left_out;
    for component in components.kept.into_iter().filter_map(|it| it.0) {
        let (package, parts) = package(component);
        packages.add(package, MAX_PACKAGES);
        add(parts, packages);
    }
}

fn package(component: Component) -> (SbomPackage, Listed<Maybe<Component>>) {
    let mut declared = Vec::new();
    let mut concluded = Vec::new();
    for licence in component.licenses.0.kept.into_iter().filter_map(|it| it.0) {
        let identified = licence.license.0.unwrap_or_default();
        let how = licence.acknowledgement.0.or(identified.acknowledgement.0);
        let text = licence
            .expression
            .0
            .or(identified.id.0)
            .or(identified.name.0);
        match how.as_deref() {
            Some("concluded") => concluded.extend(text),
            // What it is before version 1.6 is not said; tools write what is declared.
            _ => declared.extend(text),
        }
    }
    let joined = |all: Vec<String>| (!all.is_empty()).then(|| all.join(", "));
    let name = component.name.0.unwrap_or_default();
    let package = SbomPackage {
        name: match component.group.0 {
            Some(group) => format!("{group}/{name}"),
            None => name,
        },
        version: component.version.0,
        kind: component.kind.0,
        purl: component.purl.0,
        declared: joined(declared),
        concluded: joined(concluded),
        supplier: component
            .supplier
            .0
            .and_then(|it| it.name.0)
            .or(component.publisher.0),
    };
    (package, component.components.0)
}

impl<'de> Deserialize<'de> for Tools {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ToolsVisitor)
    }
}

struct ToolsVisitor;

impl<'de> Visitor<'de> for ToolsVisitor {
    type Value = Tools;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("tools")
    }

    fn visit_unit<E>(self) -> Result<Tools, E> {
        Ok(Tools::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Tools, A::Error> {
        let mut tools = Tools::default();
        while let Some(tool) = sequence.next_element::<Maybe<Named>>()? {
            if tools.0.len() < MAX_TOOLS {
                tools.0.extend(tool.0);
            }
        }
        Ok(tools)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tools, A::Error> {
        let mut tools = Tools::default();
        while let Some(key) = map.next_key::<Text>()? {
            if key.0.as_deref() != Some("components") {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let named: Several<Maybe<Named>> = map.next_value()?;
            let named = named.0.kept.into_iter().filter_map(|it| it.0);
            tools.0.extend(named.take(MAX_TOOLS));
        }
        Ok(tools)
    }
}
