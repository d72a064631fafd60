//! What a pool of workers does: which of them gets which call, who helps whom, when
//! one is started, and what becomes of the calls of one that breaks.
//!
//! Not here: the workers themselves. `web::client` carries out each [`Step`] and
//! says what it hears.

use std::collections::VecDeque;

use super::schedule::{self, Load};

/// How many questions in a row may stay without an answer: one minute, where one
/// is asked every five seconds. Nothing that a worker does in one go takes so long,
/// and what takes long is reported. Questions are counted, for a machine that sleeps
/// asks none.
const UNANSWERED: u32 = 12;

/// The same for one that is still being loaded, maybe over a slow line.
const UNANSWERED_AT_FIRST: u32 = 36;

/// A call, as far as it decides who gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    pub call: u64,
    /// Of its blob, as far as is known: this only orders the work.
    pub bytes: u64,
    /// Others are about to follow it.
    pub opens: bool,
}

/// Something to be done with the workers, which are known by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Start {
        worker: u64,
    },
    Send {
        worker: u64,
        call: u64,
    },
    /// Gives the two the ends of one channel.
    Introduce {
        helper: u64,
        helped: u64,
    },
}

/// What is lost with a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// Workers to be ended: that one, and those that waited for it.
    pub workers: Vec<u64>,
    /// The call that fails; the others are tried once more.
    pub call: Option<u64>,
}

/// Whom to ask whether they live, and who has not answered for too long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    pub ask: Vec<u64>,
    pub silent: Vec<u64>,
}

/// Workers, and what waits for them.
#[derive(Debug, Default)]
pub struct Pool {
    /// The most workers, at least one.
    limit: usize,
    /// How many workers there should be even without work for them.
    at_once: usize,
    /// One has compiled what others can be given.
    has_module: bool,
    /// Workers that broke while they had no call: no others take their places,
    /// which might break at once, too.
    lost_idle: usize,
    latest: u64,
    waiting: VecDeque<Job>,
    workers: Vec<Worker>,
}

#[derive(Clone, Copy, Debug)]
struct Job {
    task: Task,
    /// A worker broke while it did this among others: it gets one of its own.
    alone: bool,
}

#[derive(Debug)]
struct Worker {
    number: u64,
    /// It was heard of.
    is_ready: bool,
    jobs: Vec<Job>,
    /// Who hashes for it.
    helper: Option<u64>,
    /// How often it was asked whether it lives since it was heard of.
    unanswered: u32,
}

impl Pool {
    /// A pool of at most `limit` workers, of which `at_once` are started before
    /// there is work for them, as soon as one has compiled what they need.
    #[must_use]
    pub fn new(limit: usize, at_once: usize) -> Self {
        let limit = limit.max(1);
        Self {
            limit,
            at_once: at_once.min(limit),
            ..Self::default()
        }
    }

    /// A number that was not given before, for a call or a worker.
    pub fn number(&mut self) -> u64 {
        self.latest = self.latest.saturating_add(1);
        self.latest
    }

    /// Lets a call wait for a worker.
    pub fn add(&mut self, task: Task) {
        self.waiting.push_back(Job { task, alone: false });
    }

    /// What to do next; to be asked until it is nothing.
    pub fn step(&mut self) -> Option<Step> {
        self.send()
            .or_else(|| self.help())
            .or_else(|| (self.wanted() > 0).then(|| self.start()))
    }

    /// Starts a worker, whether there is work for it or not.
    pub fn start(&mut self) -> Step {
        let worker = self.number();
        self.workers.push(Worker {
            number: worker,
            is_ready: false,
            jobs: Vec::new(),
            helper: None,
            unanswered: 0,
        });
        Step::Start { worker }
    }

    fn send(&mut self) -> Option<Step> {
        if self
            .workers
            .iter()
            .all(|worker| worker.jobs.len() >= schedule::PLACES)
        {
            return None;
        }
        let waiting: Vec<_> = self.waiting.iter().map(Job::waiting).collect();
        let (worker, job) = schedule::next(&self.loads(), &waiting, self.limit)?;
        let worker = self.workers.get_mut(worker)?;
        let job = self.waiting.remove(job)?;
        worker.jobs.push(job);
        Some(Step::Send {
            worker: worker.number,
            call: job.task.call,
        })
    }

    fn help(&mut self) -> Option<Step> {
        if !self.waiting.is_empty() {
            return None;
        }
        let (helped, helper) = schedule::help(&self.loads())?;
        let helper = self.workers.get(helper)?.number;
        let helped = self.workers.get_mut(helped)?;
        helped.helper = Some(helper);
        Some(Step::Introduce {
            helper,
            helped: helped.number,
        })
    }

    /// How many more workers should be started.
    fn wanted(&self) -> usize {
        let mut jobs = self.workers.iter().flat_map(|worker| &worker.jobs);
        let opening = jobs.any(|job| job.task.opens);
        let wanted = schedule::wanted(&self.loads(), self.waiting.len(), opening, self.limit);
        let there = self.workers.len() + self.lost_idle;
        match self.has_module {
            true => wanted.max(self.at_once.saturating_sub(there)),
            false => wanted,
        }
    }

    /// A worker can take calls.
    pub fn ready(&mut self, worker: u64, has_module: bool) {
        self.has_module |= has_module;
        if let Some(worker) = self.worker(worker) {
            worker.is_ready = true;
        }
    }

    /// Whether a worker was never heard of.
    #[must_use]
    pub fn is_starting(&self, worker: u64) -> bool {
        let mut workers = self.workers.iter();
        workers.any(|one| one.number == worker && !one.is_ready)
    }

    /// A call has ended. Help ends with the last call of who is helped.
    pub fn end(&mut self, call: u64) {
        for worker in &mut self.workers {
            worker.jobs.retain(|job| job.task.call != call);
            if worker.jobs.is_empty() {
                worker.helper = None;
            }
        }
    }

    /// A worker broke, and another one takes its place. Its call fails; where it
    /// had several, or it is not known why it broke, each is tried once more, alone.
    pub fn lose(&mut self, worker: u64, unexplained: bool) -> Loss {
        // To help another one is work too.
        let helps = self.workers.iter().any(|one| one.helper == Some(worker));
        let mut again = Vec::new();
        if let Some(one) = self.worker(worker)
            && (one.jobs.len() > 1
                || (helps || unexplained) && one.jobs.iter().any(|job| !job.alone))
        {
            again = std::mem::take(&mut one.jobs);
        }
        self.again(again);
        self.remove(worker)
    }

    /// Ends a worker. Its call is lost; where it has none because it did not even
    /// start, the first that waits is, so that starting ends.
    pub fn remove(&mut self, worker: u64) -> Loss {
        let Some(at) = self.workers.iter().position(|one| one.number == worker) else {
            return Loss::default();
        };
        let mut lost = self.workers.swap_remove(at);
        let partners = self.lose_partners(&lost);
        let job = match lost.is_ready {
            true => lost.jobs.pop(),
            false => self.waiting.pop_front(),
        };
        self.lost_idle += usize::from(job.is_none());
        Loss {
            workers: [worker].into_iter().chain(partners).collect(),
            call: job.map(|job| job.task.call),
        }
    }

    /// Who helped a worker that is lost, or was helped by it, waits for what does
    /// not come any more: others do its calls, each alone.
    fn lose_partners(&mut self, lost: &Worker) -> Vec<u64> {
        let is_partner =
            |one: &Worker| one.helper == Some(lost.number) || lost.helper == Some(one.number);
        let workers = std::mem::take(&mut self.workers);
        let (mut partners, others): (Vec<_>, Vec<_>) = workers.into_iter().partition(is_partner);
        self.workers = others;
        for partner in &mut partners {
            self.again(std::mem::take(&mut partner.jobs));
        }
        partners.iter().map(|partner| partner.number).collect()
    }

    /// Lets jobs wait before all others, each for a worker of its own.
    fn again(&mut self, jobs: Vec<Job>) {
        for job in jobs.into_iter().rev() {
            self.waiting.push_front(Job { alone: true, ..job });
        }
    }

    /// Forgets all calls; gives the workers to be ended. Those that have nothing to
    /// do stay.
    pub fn cancel(&mut self) -> Vec<u64> {
        self.waiting.clear();
        let helping = self.helping();
        let is_busy = |one: &Worker| !one.jobs.is_empty() || helping.contains(&one.number);
        let busy = self.workers.iter().filter(|one| is_busy(one));
        let busy: Vec<u64> = busy.map(|one| one.number).collect();
        self.workers.retain(|one| !busy.contains(&one.number));
        busy
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        let busy = self.workers.iter().map(|worker| worker.jobs.len());
        self.waiting.len() + busy.sum::<usize>()
    }

    /// A worker has said something.
    pub fn heard(&mut self, worker: u64) {
        if let Some(worker) = self.worker(worker) {
            worker.unanswered = 0;
        }
    }

    /// Whom to ask now. One that has nothing to do is not asked.
    pub fn question(&mut self) -> Questions {
        let helping = self.helping();
        let mut questions = Questions::default();
        for worker in &mut self.workers {
            let works = !worker.jobs.is_empty() || helping.contains(&worker.number);
            if worker.is_ready && !works {
                worker.unanswered = 0;
                continue;
            }
            let most = match worker.is_ready {
                true => UNANSWERED,
                false => UNANSWERED_AT_FIRST,
            };
            if worker.unanswered >= most {
                questions.silent.push(worker.number);
            }
            worker.unanswered = worker.unanswered.saturating_add(1);
            if worker.is_ready {
                questions.ask.push(worker.number);
            }
        }
        questions
    }

    fn worker(&mut self, number: u64) -> Option<&mut Worker> {
        self.workers
            .iter_mut()
            .find(|worker| worker.number == number)
    }

    fn helping(&self) -> Vec<u64> {
        let helpers = self.workers.iter().filter_map(|worker| worker.helper);
        helpers.collect()
    }

    fn loads(&self) -> Vec<Load> {
        let helping = self.helping();
        let load = |worker: &Worker| worker.load(helping.contains(&worker.number));
        self.workers.iter().map(load).collect()
    }
}

impl Worker {
    fn load(&self, helps: bool) -> Load {
        let sizes = self.jobs.iter().map(|job| job.task.bytes);
        Load {
            is_ready: self.is_ready,
            calls: self.jobs.len(),
            // Sizes may be claims: hostile ones do not add up.
            bytes: sizes.fold(0, u64::saturating_add),
            is_reserved: self.jobs.iter().any(|job| job.alone),
            is_helped: self.helper.is_some(),
            helps,
        }
    }
}

impl Job {
    fn waiting(&self) -> schedule::Waiting {
        schedule::Waiting {
            bytes: self.task.bytes,
            alone: self.alone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(call: u64, bytes: u64) -> Task {
        Task {
            call,
            bytes,
            opens: false,
        }
    }

    /// All steps, with each worker that starts ready at once.
    fn steps(pool: &mut Pool) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(step) = pool.step() {
            if let Step::Start { worker } = step {
                pool.ready(worker, true);
            }
            steps.push(step);
        }
        steps
    }

    fn sent(steps: &[Step]) -> Vec<(u64, u64)> {
        let sent = steps.iter().filter_map(|step| match step {
            Step::Send { worker, call } => Some((*call, *worker)),
            Step::Start { .. } | Step::Introduce { .. } => None,
        });
        sent.collect()
    }

    /// A pool of two whose calls, of 1 byte each, were sent; calls are numbers from
    /// 101, and the workers have 1 and 2.
    fn working(calls: u64) -> Pool {
        let mut pool = Pool::new(2, 0);
        for call in 101..=100 + calls {
            pool.add(task(call, 1));
        }
        let steps = steps(&mut pool);
        assert_eq!(sent(&steps).len() as u64, calls);
        pool
    }

    #[test]
    fn workers_start_where_there_is_work_and_share_it() {
        let mut pool = Pool::new(2, 0);
        assert_eq!(pool.step(), None);
        pool.add(task(101, 9));
        assert_eq!(
            steps(&mut pool),
            [
                Step::Start { worker: 1 },
                Step::Send {
                    worker: 1,
                    call: 101
                }
            ]
        );
        for call in 102..105 {
            pool.add(task(call, 1));
        }
        let more = steps(&mut pool);
        assert_eq!(more[0], Step::Start { worker: 2 });
        assert!(
            sent(&more).iter().all(|(_, worker)| *worker == 2),
            "{more:?}"
        );
        assert_eq!(pool.unfinished(), 4);
        for call in 101..105 {
            pool.end(call);
        }
        assert_eq!(pool.unfinished(), 0);
    }

    #[test]
    fn the_second_worker_is_given_what_the_first_has_compiled() {
        let mut pool = Pool::new(4, 2);
        assert_eq!(pool.start(), Step::Start { worker: 1 });
        assert_eq!(pool.step(), None);
        pool.ready(1, true);
        assert_eq!(pool.step(), Some(Step::Start { worker: 2 }));
        assert_eq!(pool.step(), None);
        // One that breaks without a call is not replaced.
        pool.ready(2, false);
        assert_eq!(
            pool.lose(2, false),
            Loss {
                workers: vec![2],
                call: None
            }
        );
        assert_eq!(pool.step(), None);
    }

    #[test]
    fn a_call_that_breaks_its_worker_fails_and_no_other() {
        let mut pool = working(6);
        // Of several it is not known which one broke it.
        assert_eq!(
            pool.lose(1, false),
            Loss {
                workers: vec![1],
                call: None
            }
        );
        let again = sent(&steps(&mut pool));
        let alone: Vec<_> = again.iter().filter(|(_, worker)| *worker != 2).collect();
        assert_eq!(alone.len(), 1, "{again:?}");
        let (call, worker) = *alone[0];
        let loss = pool.lose(worker, false);
        assert_eq!(
            loss,
            Loss {
                workers: vec![worker],
                call: Some(call)
            }
        );
        assert_eq!(pool.lose(worker, false), Loss::default(), "it is lost once");
    }

    #[test]
    fn a_worker_that_ends_without_a_word_is_believed_the_second_time() {
        let mut pool = Pool::new(1, 0);
        pool.add(task(101, 1));
        steps(&mut pool);
        assert_eq!(pool.lose(1, true).call, None);
        assert_eq!(sent(&steps(&mut pool)), [(101, 2)]);
        assert_eq!(pool.lose(2, true).call, Some(101));
    }

    #[test]
    fn workers_that_cannot_start_fail_one_call_each() {
        let mut pool = Pool::new(2, 0);
        for call in 101..104 {
            pool.add(task(call, 1));
        }
        let mut failed = Vec::new();
        while let Some(Step::Start { worker }) = pool.step() {
            assert!(pool.is_starting(worker));
            failed.extend(pool.lose(worker, false).call);
        }
        assert_eq!(failed, [101, 102, 103]);
    }

    #[test]
    fn who_has_nothing_to_do_helps_and_is_lost_with_whom_it_helps() {
        let mut pool = Pool::new(2, 0);
        pool.add(task(101, 100 << 20));
        pool.add(task(102, 1));
        steps(&mut pool);
        pool.end(102);
        assert_eq!(
            pool.step(),
            Some(Step::Introduce {
                helper: 2,
                helped: 1
            })
        );
        assert_eq!(pool.step(), None);
        let loss = pool.lose(2, false);
        assert_eq!(
            loss,
            Loss {
                workers: vec![2, 1],
                call: None
            }
        );
        let again = sent(&steps(&mut pool));
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].0, 101);
    }

    #[test]
    fn to_cancel_ends_who_works_and_who_helps() {
        let mut pool = working(1);
        pool.start();
        pool.ready(2, true);
        assert_eq!(pool.cancel(), [1]);
        assert_eq!((pool.unfinished(), pool.step()), (0, None));
        pool.add(task(109, 1));
        assert_eq!(sent(&steps(&mut pool)), [(109, 2)]);
    }

    #[test]
    fn who_works_is_asked_and_who_does_not_answer_is_silent() {
        let mut pool = working(1);
        for _ in 0..UNANSWERED {
            assert_eq!(
                pool.question(),
                Questions {
                    ask: vec![1],
                    silent: vec![]
                }
            );
        }
        assert_eq!(pool.question().silent, [1]);
        pool.heard(1);
        assert!(pool.question().silent.is_empty());
        pool.end(101);
        assert_eq!(pool.question(), Questions::default());
    }
}
