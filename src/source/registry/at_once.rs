//! Some requests at once.

use std::future::Future;
use std::task::Poll;

/// How many requests for documents are under way at once: what browsers allow
/// to one host over HTTP/1.1.
pub(super) const REQUESTS_AT_ONCE: usize = 6;

/// Waits for all of them, each going on while another waits.
pub(super) async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| Some(Box::pin(future))).collect();
    let mut done: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (place, answer) in running.iter_mut().zip(&mut done) {
            if let Some(future) = place
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *answer = Some(value);
                *place = None;
            }
        }
        if running.iter().all(Option::is_none) {
            Poll::Ready(done.iter_mut().filter_map(Option::take).collect())
        } else {
            Poll::Pending
        }
    })
    .await
}
