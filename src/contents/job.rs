//! Something that goes through the contents of layers.

use crate::bytes::walk::Visit;
use crate::file_system::FileSystem;
use crate::words::Message;

/// Is given what comes out, piece by piece.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// What a job needs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To go through this layer, counted from the base as 0.
    Layer(u32),
    /// Nothing: it is complete.
    Done,
    /// It cannot become complete. What came out until now is of no use.
    Failed(Message),
}

/// Something that goes through the contents of layers. `files` are always those that
/// it was made of.
pub trait Job {
    /// What it needs next.
    fn next(&mut self, files: &FileSystem, out: Sink<'_>) -> Next;

    /// Who is told what the layer contains that was asked for last.
    fn visit<'a>(&'a mut self, files: &'a FileSystem, out: Sink<'a>) -> Box<dyn Visit + 'a>;

    /// How that went: why not all of the layer, or nothing, was read.
    fn layer_ended(&mut self, files: &FileSystem, ended: Result<(), Message>);
}
