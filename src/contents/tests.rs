mod merged_tars;
mod searching;
mod sums;

use std::ops::ControlFlow;

use super::*;
use crate::bytes::tar::tests::{END, member};
use crate::bytes::tar_scan::{Listing, TarScan};
use crate::bytes::walk::Walk;
use crate::file_system::FileSystem;
use crate::words::{Message, failures};

/// Slices of one byte, odd ones, blocks, and larger than a layer.
const CHUNKS: [usize; 4] = [1, 7, 512, 1 << 20];

/// A tar of these entries.
fn layer(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), END.to_vec()].concat()
}

fn listing(layer: &[u8]) -> Option<Listing> {
    let mut scan = TarScan::new();
    scan.update(layer);
    Some(scan.finish().1)
}

fn merge(layers: &[Vec<u8>]) -> FileSystem {
    FileSystem::merge(layers.iter().map(|layer| listing(layer)).collect())
}

/// Why a layer is not there.
fn absent() -> Message {
    failures::file_gone()
}

/// Gives a layer to a job, in slices.
fn give(job: &mut dyn Job, files: &FileSystem, layer: Option<&[u8]>, chunk: usize, out: Sink<'_>) {
    let Some(layer) = layer else {
        return job.layer_ended(files, Err(absent()));
    };
    let mut walk = Walk::default();
    for slice in layer.chunks(chunk) {
        let flow = walk.update(slice, &mut *job.visit(files, out));
        if flow == ControlFlow::Break(()) {
            break;
        }
    }
    let ended = walk.finish(&mut *job.visit(files, out));
    job.layer_ended(files, ended.map_err(|error| error.message()));
}

/// Drives a job to its end: what comes out, which layers it wanted, and how it ends.
fn run(
    job: &mut dyn Job,
    files: &FileSystem,
    layers: &[Option<&[u8]>],
    chunk: usize,
) -> (Vec<u8>, Vec<u32>, Next) {
    let (mut out, mut asked) = (Vec::new(), Vec::new());
    let mut sink = |bytes: &[u8]| out.extend_from_slice(bytes);
    let end = loop {
        match job.next(files, &mut sink) {
            Next::Layer(number) => {
                asked.push(number);
                let layer = layers.get(number as usize).copied().flatten();
                give(job, files, layer, chunk, &mut sink);
            }
            end => break end,
        }
    };
    (out, asked, end)
}

fn all(layers: &[Vec<u8>]) -> Vec<Option<&[u8]>> {
    layers.iter().map(|layer| Some(&layer[..])).collect()
}

fn file(path: &str, data: &str) -> Vec<u8> {
    member(path, b'0', data.as_bytes())
}
