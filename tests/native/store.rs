//! A store in memory, which reads as little at a time as it is told to.

use std::cell::RefCell;
use std::io;

use assay::bytes::store::Store;

/// Bytes in vectors. `most` is how many bytes one read returns at most: code
/// that expects a full buffer is wrong.
pub struct Memory {
    pub handles: Vec<RefCell<Vec<u8>>>,
    pub most: usize,
}

impl Store for Memory {
    fn length(&self, handle: u32) -> Option<u64> {
        self.handles
            .get(handle as usize)
            .map(|bytes| bytes.borrow().len() as u64)
    }

    fn read_at(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self
            .handles
            .get(handle as usize)
            .ok_or(io::ErrorKind::NotFound)?
            .borrow();
        let start = usize::try_from(offset).unwrap().min(bytes.len());
        let count = buffer.len().min(self.most).min(bytes.len() - start);
        buffer[..count].copy_from_slice(&bytes[start..start + count]);
        Ok(count)
    }

    fn create(&mut self) -> io::Result<u32> {
        self.handles.push(RefCell::default());
        Ok(self.handles.len() as u32 - 1)
    }

    fn append(&self, handle: u32, bytes: &[u8]) -> io::Result<()> {
        self.handles[handle as usize]
            .borrow_mut()
            .extend_from_slice(bytes);
        Ok(())
    }
}
