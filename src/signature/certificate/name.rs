//! Distinguished names (RFC 5280 §4.1.2.4), written as RFC 4514 does.

use std::fmt;

use crate::signature::der::{self, DerError, Reader};

/// A distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
    /// One after the other as they are encoded.
    parts: Vec<Vec<Attribute>>,
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its short name (`CN`), or its object identifier where it has none.
    pub kind: String,
    pub value: Value,
}

/// What an attribute says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// No text: its DER.
    Bytes(Vec<u8>),
}

/// RFC 4514 §3, and two more that everybody writes so.
const KINDS: [(&[u8], &str); 11] = [
    (&[0x55, 4, 3], "CN"),
    (&[0x55, 4, 5], "SERIALNUMBER"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "STREET"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (
        &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25],
        "DC",
    ),
    (
        &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1],
        "UID",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1],
        "emailAddress",
    ),
];

impl Name {
    /// Reads the next element.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DerError> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut sets = element.inside()?;
        let mut parts = Vec::new();
        while !sets.is_empty() {
            let mut set = sets.inside(der::SET)?;
            let mut attributes = Vec::new();
            while !set.is_empty() {
                attributes.push(Attribute::read(&mut set)?);
            }
            parts.push(attributes);
        }
        Ok(Self {
            der: element.whole.to_vec(),
            parts,
        })
    }

    /// The name in DER, by which names are compared.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// All attributes, as they are encoded.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.parts.iter().flatten()
    }
}

impl Attribute {
    fn read(set: &mut Reader<'_>) -> Result<Self, DerError> {
        let mut pair = set.inside(der::SEQUENCE)?;
        let kind = pair.expect(der::OID)?.content;
        let value = pair.any()?;
        pair.end()?;
        let known = KINDS.iter().find(|(oid, _)| *oid == kind);
        let kind = match known {
            Some((_, name)) => (*name).to_owned(),
            None => der::dotted(kind).unwrap_or_default(),
        };
        let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let text = match value.tag {
            der::UTF8_STRING => utf8(value.content),
            der::PRINTABLE_STRING | der::IA5_STRING | der::TELETEX_STRING => {
                utf8(value.content).filter(|text| text.is_ascii())
            }
            der::BMP_STRING => {
                let (pairs, rest) = value.content.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
                String::from_utf16(&units).ok().filter(|_| rest.is_empty())
            }
            _ => None,
        };
        let value = match text {
            Some(text) => Value::Text(text),
            None => Value::Bytes(value.whole.to_vec()),
        };
        Ok(Self { kind, value })
    }
}

/// From the most particular to the most general, as RFC 4514 §2.1 has it.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, part) in self.parts.iter().rev().enumerate() {
            if n > 0 {
                f.write_str(",")?;
            }
            for (n, attribute) in part.iter().enumerate() {
                if n > 0 {
                    f.write_str("+")?;
                }
                attribute.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.kind)?;
        let text = match &self.value {
            Value::Text(text) => text,
            Value::Bytes(bytes) => {
                f.write_str("#")?;
                return bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"));
            }
        };
        let last = text.chars().count().saturating_sub(1);
        for (n, c) in text.chars().enumerate() {
            let is_escaped = match c {
                ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
                '#' => n == 0,
                ' ' => n == 0 || n == last,
                _ => false,
            };
            match c {
                _ if is_escaped => write!(f, "\\{c}")?,
                _ if c.is_ascii_control() => write!(f, "\\{:02x}", u32::from(c))?,
                _ => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}
