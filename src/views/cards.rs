//! How an image runs, as cards: one for each member of the config that says
//! something. What is empty has no card.

use crate::format::visible;
use crate::image::config::{Config, Healthcheck};
use crate::views::moment::{moment, seconds};

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub title: &'static str,
    pub body: Body,
}

/// What a card holds. Texts have what deceives the eye made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Text(String),
    /// A command, path or name, as it is written somewhere.
    Code(String),
    Codes(Vec<String>),
    /// Names and values.
    Pairs(Vec<(String, String)>),
}

/// The cards of a config: first those of a line or two, then the tables, each
/// in the order in which a person asks.
#[must_use]
pub fn cards(config: &Config) -> Vec<Card> {
    let run = &config.run;
    let mut cards = Vec::new();
    let mut add = |title, body: Option<Body>| {
        if let Some(body) = body {
            cards.push(Card { title, body });
        }
    };
    let platform = config.platform.as_ref();
    add(
        "Platform",
        platform.map(|platform| text(&platform.to_string())),
    );
    let version = platform.and_then(|platform| platform.os_version.as_deref());
    add("OS version", version.map(text));
    add(
        "Created",
        config.created.as_deref().map(|at| text(&moment(at))),
    );
    add(
        "Author",
        config
            .author
            .as_deref()
            .filter(|author| !author.is_empty())
            .map(text),
    );
    let command =
        |list: &Option<Vec<String>>| Some(exec_form(list.as_deref()?, is_escaped(config)));
    add("Entrypoint", command(&run.entrypoint));
    add("Command", command(&run.cmd));
    add("User", run.user.as_deref().map(code));
    add("Working directory", run.working_dir.as_deref().map(code));
    add("Exposed ports", codes(&run.exposed_ports));
    add("Volumes", codes(&run.volumes));
    add("Stop signal", run.stop_signal.as_deref().map(code));
    add("Shell", command(&run.shell));
    add("On build", codes(&run.on_build));
    add(
        "Environment",
        pairs(run.env.iter().map(|entry| name_and_value(entry))),
    );
    add(
        "Labels",
        pairs(
            run.labels
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        ),
    );
    add("Health check", run.healthcheck.as_ref().map(healthcheck));
    cards
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
    Body::Text(visible(text))
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
    let test = match check.test.split_first() {
        None => "inherited from the base image".to_owned(),
        Some((kind, _)) if kind == "NONE" => "disabled".to_owned(),
        Some((kind, rest)) if kind == "CMD-SHELL" => rest.join(" "),
        Some((kind, rest)) if kind == "CMD" => rest.join(" "),
        Some(_) => check.test.join(" "),
    };
    let mut pairs = vec![("Test".to_owned(), visible(&test))];
    for (name, nanoseconds) in [
        ("Interval", check.interval),
        ("Timeout", check.timeout),
        ("Start period", check.start_period),
    ] {
        if nanoseconds > 0 {
            pairs.push((name.to_owned(), seconds(nanoseconds)));
        }
    }
    if check.retries > 0 {
        pairs.push(("Retries".to_owned(), check.retries.to_string()));
    }
    Body::Pairs(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::json::Json;

    fn of(json: &str) -> Vec<(&'static str, Body)> {
        let root = Json::parse(json.as_bytes()).root.unwrap();
        let cards = cards(&Config::read(&root)).into_iter();
        cards.map(|card| (card.title, card.body)).collect()
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
                ("Platform", Body::Text("linux/arm/v7".to_owned())),
                ("Created", Body::Text("2024-01-01 10:00:00 UTC".to_owned())),
                (
                    "Entrypoint",
                    Body::Code(r#"["/bin/sh", "-c", "a \"b\""]"#.to_owned())
                ),
                ("Command", Body::Code("[\"x\\u{202e}\"]".to_owned())),
                ("User", Body::Code("0:0".to_owned())),
            ]
        );
    }

    #[test]
    fn an_environment_is_names_and_values_and_the_first_equals_sign_parts_them() {
        assert_eq!(
            of(r#"{"config":{"Env":["A=b=c","EMPTY=","BARE"]}}"#),
            [(
                "Environment",
                Body::Pairs(vec![pair("A", "b=c"), pair("EMPTY", ""), pair("BARE", "")])
            )]
        );
    }

    #[test]
    fn a_health_check_says_its_test_and_only_the_times_that_are_set() {
        let check = |json: &str| of(&format!(r#"{{"config":{{"Healthcheck":{json}}}}}"#));
        assert_eq!(
            check(
                r#"{"Test":["CMD-SHELL","curl -f x"],"Interval":90000000000,"Timeout":500000000,"Retries":3}"#
            ),
            [(
                "Health check",
                Body::Pairs(vec![
                    pair("Test", "curl -f x"),
                    pair("Interval", "90 s"),
                    pair("Timeout", "0.5 s"),
                    pair("Retries", "3"),
                ])
            )]
        );
        assert_eq!(
            check(r#"{"Test":["NONE"]}"#),
            [("Health check", Body::Pairs(vec![pair("Test", "disabled")]))]
        );
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
            ("Command", Body::Code("cmd /S /C \"x y\"".to_owned()))
        );
        assert_eq!(
            of(r#"{"os":"linux","config":{"Cmd":["sh"],"ArgsEscaped":true}}"#)[1],
            ("Command", Body::Code("[\"sh\"]".to_owned()))
        );
    }
}
