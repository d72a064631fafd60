//! The passes of one worker, which wait for each other: bytes of several blobs
//! are hashed together in half the time that they take alone.
//!
//! Not here: the pass itself (`bytes::layer`), and which blobs a worker gets
//! (`client`).

use std::cell::RefCell;
use std::future::poll_fn;
use std::mem;
use std::ops::Range;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::global;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::WorkerGlobalScope;

use crate::bytes::layer::{LayerPass, Measured, Options};
use crate::image::digest::Hasher;
use crate::protocol::schedule::{LEAST_LENT, share};
use crate::web::error::Thrown;
use crate::web::loan::Loan;

/// How long bytes wait for those of others at least, in milliseconds, and at most
/// twice as long: a blob that comes from a slow place must not hold up the rest.
const PATIENCE: i32 = 5;

thread_local! {
    static BATCH: RefCell<Batch> = RefCell::default();
    /// One for all: a new one for each round is collected late.
    static RING: Closure<dyn Fn()> = Closure::new(rung);
}

/// Where passes meet.
#[derive(Default)]
struct Batch {
    /// Passes that have not ended.
    passes: usize,
    /// Bytes that they have still to come, as far as is known.
    left: u64,
    /// What those that have bytes left here.
    waiting: Vec<Rc<RefCell<Part>>>,
    /// How often bytes were hashed.
    round: u64,
    /// In which of these rounds the clock was set that is still to ring.
    clock: Option<u64>,
}

/// What one pass has to do.
struct Part {
    pass: LayerPass,
    bytes: Vec<u8>,
    range: Range<usize>,
    is_done: bool,
    waker: Option<Waker>,
}

/// A pass over a blob among those of this worker.
pub struct SharedPass {
    /// `None` while it is at the batch.
    pass: Option<LayerPass>,
    /// Bytes to come, as far as is known.
    left: u64,
    /// A hash of it that another worker computes.
    loan: Option<Loan>,
}

impl SharedPass {
    /// `sha512` and `unpack` as [`LayerPass::new`] has them; `length` is how
    /// many bytes are said to come.
    #[must_use]
    pub fn new(options: Options, length: u64) -> Self {
        Self::of(LayerPass::new(options), length)
    }

    /// Goes on with a hash of another worker.
    #[must_use]
    pub fn of_hash(hash: Hasher) -> Self {
        Self::of(LayerPass::of_hash(hash), 0)
    }

    fn of(pass: LayerPass, length: u64) -> Self {
        BATCH.with_borrow_mut(|batch| {
            batch.passes += 1;
            // Lengths may be claims: hostile ones do not add up.
            batch.left = batch.left.saturating_add(length);
        });
        Self {
            pass: Some(pass),
            left: length,
            loan: None,
        }
    }

    /// How many of its next bytes it should take at once, at most `most`: a
    /// compressed blob its [`share`].
    #[must_use]
    pub fn share(&self, most: usize) -> usize {
        if !self.pass.as_ref().is_some_and(LayerPass::unpacks) {
            return most;
        }
        let (passes, left) = BATCH.with_borrow(|batch| (batch.passes, batch.left));
        share(self.left, left, passes).min(most)
    }

    /// Takes of the next bytes, those of `bytes` within `range`, and gives the
    /// memory back once that is done; says how many it took.
    ///
    /// # Errors
    /// Where another worker helps, and cannot be reached.
    pub async fn update(
        &mut self,
        bytes: Vec<u8>,
        range: Range<usize>,
    ) -> Result<(Vec<u8>, usize), Thrown> {
        let Some(mut pass) = self.pass.take() else {
            return Ok((bytes, range.len()));
        };
        if self.loan.is_none() && self.left >= LEAST_LENT {
            self.loan = Loan::begin(|| pass.lend())?;
        }
        let (pass, bytes) = self.in_batch(pass, bytes, range).await;
        let pass = self.pass.insert(pass);
        let taken = pass.taken();
        let given = (taken as u64).min(self.left);
        self.left -= given;
        BATCH.with_borrow_mut(|batch| batch.left = batch.left.saturating_sub(given));
        if let Some(loan) = &mut self.loan {
            loan.pay(pass.owed()).await?;
        }
        Ok((bytes, taken))
    }

    /// Leaves bytes in the batch until they are hashed.
    async fn in_batch(
        &self,
        pass: LayerPass,
        bytes: Vec<u8>,
        range: Range<usize>,
    ) -> (LayerPass, Vec<u8>) {
        let part = Rc::new(RefCell::new(Part {
            pass,
            bytes,
            range,
            is_done: false,
            waker: None,
        }));
        hand_in(Rc::clone(&part));
        poll_fn(|context| {
            let mut part = part.borrow_mut();
            part.waker = Some(context.waker().clone());
            if part.is_done {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        let mut part = part.borrow_mut();
        let nothing = LayerPass::new(Options::default());
        (
            mem::replace(&mut part.pass, nothing),
            mem::take(&mut part.bytes),
        )
    }

    /// Says that no more bytes come.
    ///
    /// # Errors
    /// Where another worker helps, and cannot be reached.
    pub async fn finish(mut self) -> Result<Measured, Thrown> {
        let (mut pass, loan) = (self.end(), self.loan.take());
        // Others do not wait for it any more.
        drop(self);
        if let Some(loan) = loan {
            pass.take_back(loan.end().await?);
        }
        Ok(pass.finish())
    }

    /// The hash of a pass [`of_hash`](Self::of_hash).
    #[must_use]
    pub fn into_hash(mut self) -> Hasher {
        self.end().into_hash()
    }

    fn end(&mut self) -> LayerPass {
        let pass = self.pass.take();
        pass.unwrap_or_else(|| LayerPass::new(Options::default()))
    }
}

impl Drop for SharedPass {
    fn drop(&mut self) {
        let all_wait = BATCH.with_borrow_mut(|batch| {
            batch.passes = batch.passes.saturating_sub(1);
            batch.left = batch.left.saturating_sub(self.left);
            batch.all_wait()
        });
        if all_wait {
            hash();
        }
    }
}

impl Batch {
    /// Whether all have left bytes that are waited for.
    fn all_wait(&self) -> bool {
        self.waiting.len() >= self.passes
    }
}

/// Leaves a part at the batch. The last one that is waited for begins the work.
fn hand_in(part: Rc<RefCell<Part>>) {
    let (all_wait, rings) = BATCH.with_borrow_mut(|batch| {
        batch.waiting.push(part);
        (batch.all_wait(), batch.clock.is_some())
    });
    if all_wait || !(rings || set_clock()) {
        hash();
    }
}

/// Sees to it that [`rung`] is called once patience ends. Says whether this
/// place has a clock.
fn set_clock() -> bool {
    let Ok(scope) = global().dyn_into::<WorkerGlobalScope>() else {
        return false;
    };
    let set = RING.with(|ring| {
        let ring = ring.as_ref().unchecked_ref();
        scope.set_timeout_with_callback_and_timeout_and_arguments_0(ring, PATIENCE)
    });
    BATCH.with_borrow_mut(|batch| batch.clock = set.is_ok().then_some(batch.round));
    set.is_ok()
}

/// Hashes what is there, unless it came after the clock was set: that is waited
/// for once more.
fn rung() {
    let (is_old, waits) = BATCH.with_borrow_mut(|batch| {
        let is_old = batch.clock.take() == Some(batch.round);
        (is_old, !batch.waiting.is_empty())
    });
    if waits && (is_old || !set_clock()) {
        hash();
    }
}

/// Does the work of all parts that are there.
fn hash() {
    let parts = BATCH.with_borrow_mut(|batch| {
        batch.round += 1;
        mem::take(&mut batch.waiting)
    });
    let mut open: Vec<_> = parts.iter().map(|part| part.borrow_mut()).collect();
    LayerPass::update_all(open.iter_mut().map(|part| {
        let part = &mut **part;
        let bytes = part.bytes.get(part.range.clone()).unwrap_or_default();
        (&mut part.pass, bytes)
    }));
    for part in &mut open {
        part.is_done = true;
    }
    let wakers: Vec<_> = open
        .iter_mut()
        .filter_map(|part| part.waker.take())
        .collect();
    drop(open);
    for waker in wakers {
        waker.wake();
    }
}
