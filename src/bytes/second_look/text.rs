//! What happens to bytes that are taken for text on the way: line ends and
//! encodings are changed. Each form ends as soon as a byte shows that it cannot
//! have happened, which in compressed bytes is at once.

use std::collections::HashSet;

use super::Bank;
use crate::image::digest::Digest;

/// Each CR LF back to LF. Where a line ends otherwise, nobody has made that of it.
pub(super) struct CrLf {
    bank: Option<Bank>,
    /// The last byte was a CR.
    cr: bool,
    changed: bool,
}

impl CrLf {
    pub(super) fn new(bank: Bank) -> Self {
        Self {
            bank: Some(bank),
            cr: false,
            changed: false,
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let Some(bank) = &mut self.bank else { return };
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, ends) = match line.split_last() {
                Some((b'\n', text)) => (text, true),
                _ => (line, false),
            };
            let (text, cr) = match text.split_last() {
                Some((b'\r', text)) => (text, true),
                Some(_) => (text, false),
                // The CR may have come before this slice.
                None => (text, std::mem::take(&mut self.cr)),
            };
            if std::mem::take(&mut self.cr) {
                bank.update(b"\r");
            }
            bank.update(text);
            match (ends, cr) {
                (true, true) => {
                    bank.update(b"\n");
                    self.changed = true;
                }
                (true, false) => {
                    self.bank = None;
                    return;
                }
                (false, cr) => self.cr = cr,
            }
        }
    }

    pub(super) fn finds(&self, sought: &HashSet<Digest>) -> Option<Digest> {
        let bank = self.bank.as_ref().filter(|_| self.changed)?;
        match self.cr {
            true => bank.finds_with(b"\r", sought),
            false => bank.finds(sought),
        }
    }
}

/// Each LF back to CR LF, where there is no CR LF.
pub(super) struct Lf {
    bank: Option<Bank>,
    cr: bool,
    changed: bool,
}

impl Lf {
    pub(super) fn new(bank: Bank) -> Self {
        Self {
            bank: Some(bank),
            cr: false,
            changed: false,
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let Some(bank) = &mut self.bank else { return };
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some((b'\n', text)) = line.split_last() else {
                bank.update(line);
                self.cr = line.last() == Some(&b'\r');
                continue;
            };
            let cr = match text.last() {
                Some(last) => *last == b'\r',
                None => self.cr,
            };
            if cr {
                self.bank = None;
                return;
            }
            bank.update(text);
            bank.update(b"\r\n");
            self.cr = false;
            self.changed = true;
        }
    }

    pub(super) fn finds(&self, sought: &HashSet<Digest>) -> Option<Digest> {
        self.bank.as_ref().filter(|_| self.changed)?.finds(sought)
    }
}

/// UTF-8 back to Latin-1 (ISO 8859-1): one byte for each character.
pub(super) struct Utf8 {
    bank: Option<Bank>,
    /// The first of two bytes.
    lead: Option<u8>,
    changed: bool,
}

impl Utf8 {
    pub(super) fn new(bank: Bank) -> Self {
        Self {
            bank: Some(bank),
            lead: None,
            changed: false,
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let Some(bank) = &mut self.bank else { return };
        let mut narrow = Vec::with_capacity(bytes.len().min(4096));
        for part in bytes.chunks(4096) {
            narrow.clear();
            for byte in part {
                match (self.lead.take(), *byte) {
                    (None, 0x00..=0x7f) => narrow.push(*byte),
                    (None, lead @ (0xc2 | 0xc3)) => self.lead = Some(lead),
                    (Some(lead), 0x80..=0xbf) => {
                        narrow.push((lead << 6) | (byte & 0x3f));
                        self.changed = true;
                    }
                    _ => {
                        self.bank = None;
                        return;
                    }
                }
            }
            bank.update(&narrow);
        }
    }

    pub(super) fn finds(&self, sought: &HashSet<Digest>) -> Option<Digest> {
        let whole = self.changed && self.lead.is_none();
        self.bank.as_ref().filter(|_| whole)?.finds(sought)
    }
}
