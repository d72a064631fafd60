//! Some requests at once.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

/// How many requests for documents are under way at once: what browsers allow
/// to one host over HTTP/1.1.
pub(super) const REQUESTS_AT_ONCE: usize = 6;

/// Waits for all of them, each going on while another waits.
pub(super) async fn all<'f, T>(futures: Vec<Pin<Box<dyn Future<Output = T> + 'f>>>) -> Vec<T> {
    let mut running: Vec<_> = futures.into_iter().map(Some).collect();
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
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
