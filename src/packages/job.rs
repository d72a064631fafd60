//! The reading of what is installed, as a job over the contents of layers.

use std::mem;
use std::ops::Range;

use super::reader::Reader;
use super::wanted::Wanted;
use crate::bytes::tar::TarEntry;
use crate::bytes::walk::{Visit, place};
use crate::contents::{Job, Next, Sink};
use crate::file_system::FileSystem;
use crate::words::Message;

/// Gives a [`Reader`] the files that it wants. It holds one of them at a time.
#[derive(Debug)]
pub struct Reading {
    reader: Reader,
    /// What is wanted of the layer at hand, and how much of that is settled: it came, or
    /// has no bytes.
    layer: Range<usize>,
    settled: usize,
    /// Of the file that comes.
    bytes: Vec<u8>,
}

impl Reading {
    #[must_use]
    pub fn of(reader: Reader) -> Self {
        Self {
            reader,
            layer: 0..0,
            settled: 0,
            bytes: Vec::new(),
        }
    }

    /// The reader, with what came.
    #[must_use]
    pub fn into_reader(self) -> Reader {
        self.reader
    }

    /// What an entry of the layer at hand is wanted as: under several names, where it has
    /// them.
    fn wanted(&self, number: u64) -> Range<usize> {
        let of_layer = self.reader.wanted().get(self.layer.clone());
        let of_layer = of_layer.unwrap_or_default();
        let before = |wanted: &Wanted| u64::from(wanted.at.number) < number;
        let up_to = |wanted: &Wanted| u64::from(wanted.at.number) <= number;
        let start = self.layer.start;
        start + of_layer.partition_point(before)..start + of_layer.partition_point(up_to)
    }
}

impl Job for Reading {
    fn next(&mut self, _files: &FileSystem, _out: Sink<'_>) -> Next {
        let rest = self.reader.wanted().get(self.layer.end..);
        let rest = rest.unwrap_or_default();
        let Some(first) = rest.first() else {
            return Next::Done;
        };
        let layer = first.at.layer;
        let count = rest.partition_point(|wanted| wanted.at.layer == layer);
        self.layer = self.layer.end..self.layer.end + count;
        self.settled = 0;
        Next::Layer(layer)
    }

    fn visit<'a>(&'a mut self, _files: &'a FileSystem, _out: Sink<'a>) -> Box<dyn Visit + 'a> {
        Box::new(Visitor(self))
    }

    fn layer_ended(&mut self, _files: &FileSystem, _ended: Result<(), Message>) {
        // What did not come is told by the reader.
        self.bytes = Vec::new();
    }
}

struct Visitor<'a>(&'a mut Reading);

impl Visit for Visitor<'_> {
    fn entry(&mut self, number: u64, entry: &TarEntry<'_>) -> bool {
        let wanted = self.0.wanted(number);
        if place(entry).is_err() {
            self.0.settled += wanted.len();
            return false;
        }
        !wanted.is_empty()
    }

    fn bytes(&mut self, _number: u64, bytes: &[u8]) {
        self.0.bytes.extend_from_slice(bytes);
    }

    fn end(&mut self, number: u64) {
        let bytes = mem::take(&mut self.0.bytes);
        for wanted in self.0.wanted(number) {
            self.0.reader.take(wanted, &bytes);
            self.0.settled += 1;
        }
    }

    fn is_done(&self) -> bool {
        self.0.settled >= self.0.layer.len()
    }
}
