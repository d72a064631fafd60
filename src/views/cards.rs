//! How an image runs, as cards: one for each member of the config that says
//! something. What is empty has no card.

use crate::format::visible;
use crate::image::config::{Config, Healthcheck, Run};
use crate::views::moment::{moment, seconds};
use crate::words::{Message, joined, overview};

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub title: Message,
    pub body: Body,
}

/// What a card holds. Texts have what deceives the eye made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Text(Message),
    /// A command, path or name, as it is written somewhere.
    Code(String),
    Codes(Vec<String>),
    /// Names and values.
    Pairs(Vec<(String, String)>),
    /// Terms of ours and what they are.
    Facts(Vec<(Message, Message)>),
}

/// The cards of a config: first those of a line or two, then the tables, each
/// in the order in which a person asks.
#[must_use]
pub fn cards(config: &Config) -> Vec<Card> {
    let cards = lines(config).into_iter().chain(tables(&config.run));
    let cards = cards.filter_map(|(title, body)| Some(Card { title, body: body? }));
    cards.collect()
}

/// A title, and what is said below it, where there is anything.
type Entry = (Message, Option<Body>);

fn lines(config: &Config) -> Vec<Entry> {
    let run = &config.run;
    let platform = config.platform.as_ref();
    let version = platform.and_then(|platform| platform.os_version.as_deref());
    let created = config.created.as_deref();
    let author = config.author.as_deref().filter(|author| !author.is_empty());
    let word = |text: &Option<String>| text.as_deref().map(code);
    let command =
        |list: &Option<Vec<String>>| Some(exec_form(list.as_deref()?, is_escaped(config)));
    vec![
        (
            overview::platform(),
            platform.map(|it| text(&it.to_string())),
        ),
        (overview::os_version(), version.map(text)),
        (
            overview::created(),
            created.map(|at| Body::Text(moment(at))),
        ),
        (overview::author(), author.map(text)),
        (overview::entrypoint(), command(&run.entrypoint)),
        (overview::command(), command(&run.cmd)),
        (overview::user(), word(&run.user)),
        (overview::working_directory(), word(&run.working_dir)),
        (overview::exposed_ports(), codes(&run.exposed_ports)),
        (overview::volumes(), codes(&run.volumes)),
        (overview::stop_signal(), word(&run.stop_signal)),
        (overview::shell(), command(&run.shell)),
        (overview::on_build(), codes(&run.on_build)),
    ]
}

fn tables(run: &Run) -> [Entry; 3] {
    let variables = run.env.iter().map(|entry| name_and_value(entry));
    let labels = run.labels.iter();
    let labels = labels.map(|(name, value)| (name.as_str(), value.as_str()));
    let check = run.healthcheck.as_ref();
    [
        (overview::environment(), pairs(variables)),
        (overview::labels(), pairs(labels)),
        (overview::health_check(), check.map(healthcheck)),
    ]
}

/// The address that a label is, where it is one that a page may link to: http
/// or https, without anything that could hide where it leads.
#[must_use]
pub fn link(value: &str) -> Option<&str> {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"))?;
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '`');
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A user name before the host is what phishing looks like.
    (value.chars().all(plain) && !host.is_empty() && !host.contains('@')).then_some(value)
}

fn text(text: &str) -> Body {
    Body::Text(joined::verbatim(visible(text)))
}

fn code(text: &str) -> Body {
    Body::Code(visible(text))
}

fn codes(list: &[String]) -> Option<Body> {
    let list: Vec<String> = list.iter().map(|text| visible(text)).collect();
    (!list.is_empty()).then_some(Body::Codes(list))
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Body> {
    let pairs: Vec<_> = pairs
        .map(|(name, value)| (visible(name), visible(value)))
        .collect();
    (!pairs.is_empty()).then_some(Body::Pairs(pairs))
}

/// An entry of `Env` without `=` is a name whose value the runtime gives.
fn name_and_value(entry: &str) -> (&str, &str) {
    entry.split_once('=').unwrap_or((entry, ""))
}

/// Whether a command is one line that is already escaped: so on Windows only;
/// Docker has set `ArgsEscaped` for Linux, too, where it means nothing.
fn is_escaped(config: &Config) -> bool {
    let os = config
        .platform
        .as_ref()
        .map(|platform| platform.os.as_str());
    config.run.args_escaped && os == Some("windows")
}

/// A list of arguments as a Dockerfile's exec form spells it.
fn exec_form(arguments: &[String], escaped: bool) -> Body {
    if let ([line], true) = (arguments, escaped) {
        return code(line);
    }
    // A list of strings is always JSON.
    let quoted = arguments
        .iter()
        .filter_map(|argument| serde_json::to_string(argument).ok());
    let quoted: Vec<String> = quoted.collect();
    code(&format!("[{}]", quoted.join(", ")))
}

/// Docker's health check (`HEALTHCHECK` of the Dockerfile reference).
fn healthcheck(check: &Healthcheck) -> Body {
    let spelled = |words: &[String]| joined::verbatim(visible(&words.join(" ")));
    let test = match check.test.split_first() {
        None => overview::check_inherited(),
        Some((kind, _)) if kind == "NONE" => overview::check_disabled(),
        Some((kind, rest)) if kind == "CMD-SHELL" || kind == "CMD" => spelled(rest),
        Some(_) => spelled(&check.test),
    };
    let mut facts = vec![(overview::check_test(), test)];
    for (term, nanoseconds) in [
        (overview::check_interval(), check.interval),
        (overview::check_timeout(), check.timeout),
        (overview::check_start_period(), check.start_period),
    ] {
        if nanoseconds > 0 {
            facts.push((term, joined::verbatim(seconds(nanoseconds))));
        }
    }
    if check.retries > 0 {
        facts.push((overview::check_retries(), joined::verbatim(check.retries)));
    }
    Body::Facts(facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::json::Json;
    use crate::words::joined::verbatim;

    fn of(json: &str) -> Vec<(String, Body)> {
        let root = Json::parse(json.as_bytes()).root.unwrap();
        let cards = cards(&Config::read(&root)).into_iter();
        cards
            .map(|card| (card.title.to_string(), card.body))
            .collect()
    }

    fn card(title: &str, body: Body) -> (String, Body) {
        (title.to_owned(), body)
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn what_is_empty_has_no_card() {
        assert_eq!(of("{}"), []);
        assert_eq!(
            of(
                r#"{"author":"","config":{"Env":[],"Cmd":null,"User":"","Labels":{},"Volumes":{}}}"#
            ),
            []
        );
    }

    #[test]
    fn commands_are_in_exec_form_and_nothing_deceives() {
        assert_eq!(
            of(
                r#"{"os":"linux","architecture":"arm","variant":"v7","created":"2024-01-01T10:00:00.5Z",
                "config":{"Entrypoint":["/bin/sh","-c","a \"b\""],"Cmd":["x\u202e"],"User":"0:0"}}"#
            ),
            [
                card("Platform", Body::Text(verbatim("linux/arm/v7"))),
                card("Created", Body::Text(moment("2024-01-01T10:00:00.5Z"))),
                card(
                    "Entrypoint",
                    Body::Code(r#"["/bin/sh", "-c", "a \"b\""]"#.to_owned())
                ),
                card("Command", Body::Code("[\"x\\u{202e}\"]".to_owned())),
                card("User", Body::Code("0:0".to_owned())),
            ]
        );
    }

    #[test]
    fn an_environment_is_names_and_values_and_the_first_equals_sign_parts_them() {
        assert_eq!(
            of(r#"{"config":{"Env":["A=b=c","EMPTY=","BARE"]}}"#),
            [card(
                "Environment",
                Body::Pairs(vec![pair("A", "b=c"), pair("EMPTY", ""), pair("BARE", "")])
            )]
        );
    }

    #[test]
    fn a_health_check_says_its_test_and_only_the_times_that_are_set() {
        let check = |json: &str| {
            let cards = of(&format!(r#"{{"config":{{"Healthcheck":{json}}}}}"#));
            let [(title, Body::Facts(facts))] = cards.as_slice() else {
                panic!("expected one card, but found {cards:?}");
            };
            assert_eq!(title, "Health check");
            let facts = facts.iter().map(|(term, value)| format!("{term}: {value}"));
            facts.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            check(
                r#"{"Test":["CMD-SHELL","curl -f x"],"Interval":90000000000,"Timeout":500000000,"Retries":3}"#
            ),
            "Test: curl -f x, Interval: 90 s, Timeout: 0.5 s, Retries: 3"
        );
        assert_eq!(check(r#"{"Test":["NONE"]}"#), "Test: disabled");
    }

    #[test]
    fn only_plain_web_addresses_are_links() {
        for (value, is_link) in [
            ("https://example.com/a?b=c#d", true),
            ("http://localhost:5000/", true),
            ("https://", false),
            ("https:///x", false),
            ("https://example.com@evil.example/", false),
            ("https://example.com/a b", false),
            ("https://ex\u{430}mple.com/", false),
            ("javascript:alert(1)", false),
            ("HTTPS://example.com", false),
            ("see https://example.com", false),
        ] {
            assert_eq!(link(value).is_some(), is_link, "{value}");
        }
    }

    #[test]
    fn a_windows_command_line_that_is_escaped_stays_one_line() {
        assert_eq!(
            of(r#"{"os":"windows","config":{"Cmd":["cmd /S /C \"x y\""],"ArgsEscaped":true}}"#)[1],
            card("Command", Body::Code("cmd /S /C \"x y\"".to_owned()))
        );
        assert_eq!(
            of(r#"{"os":"linux","config":{"Cmd":["sh"],"ArgsEscaped":true}}"#)[1],
            card("Command", Body::Code("[\"sh\"]".to_owned()))
        );
    }
}
