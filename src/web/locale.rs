//! How the browser writes numbers, sizes, moments and lists in a language.

use std::cell::OnceCell;

use gloo_net::http::Request;
use js_sys::{Array, Function, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::window;

use crate::protocol::BUILD;
use crate::web::error::Thrown;
use crate::words::{Catalogue, Entry, Language, Locale, Message, failures, joined};

/// A language with the browser's `Intl` (ECMA-402).
pub struct BrowserLocale {
    language: Language,
    /// Empty for English, whose texts stand in the code.
    catalogue: Catalogue,
    number: Formatter,
    decimal: Formatter,
    /// From bytes to petabytes, each with one decimal, and with none.
    units: [[Formatter; 2]; 6],
    moment: Formatter,
    plural: Formatter,
    list: Formatter,
}

/// Units of `Intl`, a thousand of each making one of the next.
const UNITS: [&str; 6] = [
    "byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte",
];

impl BrowserLocale {
    /// A language, with its texts.
    #[must_use]
    pub fn new(language: Language, catalogue: Catalogue) -> Self {
        let of = |class, method, options: &str| Formatter::new(language, class, method, options);
        let number = |options: &str| of("NumberFormat", "format", options);
        Self {
            language,
            catalogue,
            number: number("{}"),
            decimal: number(r#"{"minimumFractionDigits":1,"maximumFractionDigits":1}"#),
            units: UNITS.map(|unit| {
                let display = if unit == "byte" { "long" } else { "short" };
                [1, 0].map(|digits| {
                    number(&format!(
                        r#"{{"style":"unit","unit":"{unit}","unitDisplay":"{display}","minimumFractionDigits":{digits},"maximumFractionDigits":{digits}}}"#
                    ))
                })
            }),
            moment: of(
                "DateTimeFormat",
                "format",
                r#"{"year":"numeric","month":"short","day":"numeric","hour":"2-digit","minute":"2-digit","second":"2-digit","hourCycle":"h23","timeZone":"UTC","timeZoneName":"short"}"#,
            ),
            plural: of("PluralRules", "select", "{}"),
            list: of("ListFormat", "format", r#"{"type":"conjunction"}"#),
        }
    }

    /// A language, with its texts fetched from beside the page.
    ///
    /// # Errors
    /// Where they do not come, or are those of no language.
    pub async fn load(language: Language) -> Result<Self, Thrown> {
        let catalogue = match language {
            Language::English => Catalogue::default(),
            Language::Chinese => {
                let text = own_text(&format!("{}.txt?{BUILD}", language.tag())).await?;
                Catalogue::parse(&text)
                    .map_err(|error| Thrown::saying(failures::not_passed_on(error.to_string())))?
            }
        };
        Ok(Self::new(language, catalogue))
    }
}

/// One of `Intl`, made when it is first asked: each takes a millisecond, which is the
/// half of what a page needs to begin with if all are made at once.
struct Formatter {
    language: Language,
    class: &'static str,
    method: &'static str,
    /// As JSON.
    options: String,
    made: OnceCell<Option<Function>>,
}

impl Formatter {
    fn new(language: Language, class: &'static str, method: &'static str, options: &str) -> Self {
        Self {
            language,
            class,
            method,
            options: options.to_owned(),
            made: OnceCell::new(),
        }
    }

    /// What it makes of a value; nothing where the browser has no such part of `Intl`.
    fn spell(&self, value: &JsValue) -> String {
        let format = self.made.get_or_init(|| self.make().ok());
        let format = format.as_ref();
        let text = format.and_then(|format| format.call1(&JsValue::UNDEFINED, value).ok());
        text.and_then(|text| text.as_string()).unwrap_or_default()
    }

    fn make(&self) -> Result<Function, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let class: Function = Reflect::get(&intl, &self.class.into())?.dyn_into()?;
        let tag = JsValue::from_str(self.language.tag());
        let arguments = Array::of2(&tag, &JSON::parse(&self.options)?);
        let made = Reflect::construct(&class, &arguments)?;
        let method: Function = Reflect::get(&made, &self.method.into())?.dyn_into()?;
        Ok(method.bind0(&made))
    }
}

async fn own_text(path: &str) -> Result<String, Thrown> {
    let failed = |why: Message| Thrown::saying(failures::own_file_not_fetched(path, why));
    let broken = |error: gloo_net::Error| failed(joined::verbatim(error.to_string()));
    let response = Request::get(path).send().await.map_err(broken)?;
    match response.ok() {
        true => response.text().await.map_err(broken),
        false => Err(failed(failures::http_status(response.status()))),
    }
}

impl Locale for BrowserLocale {
    fn template<'a>(&'a self, entry: &'a Entry) -> &'a str {
        self.catalogue.template(entry)
    }

    fn number(&self, number: u64) -> String {
        self.number.spell(&JsValue::from(number))
    }

    fn size(&self, bytes: u64) -> String {
        // Precise enough: three digits are shown of at most 64 bits.
        let mut value = bytes as f64;
        let mut formats = self.units.iter();
        let mut format = formats.next();
        let is_bytes = bytes < 1_000;
        while value >= 999.5 && !is_bytes {
            let Some(next) = formats.next() else { break };
            value /= 1_000.0;
            format = Some(next);
        }
        let whole = usize::from(is_bytes || value >= 9.95);
        format
            .and_then(|format| format.get(whole))
            .map(|format| format.spell(&JsValue::from_f64(value)))
            .unwrap_or_default()
    }

    fn duration(&self, milliseconds: u64) -> String {
        // Precise enough: one decimal is shown.
        let seconds = milliseconds as f64 / 1_000.0;
        let number = self.decimal.spell(&JsValue::from_f64(seconds));
        match self.language {
            Language::English => format!("{number} s"),
            Language::Chinese => format!("{number} 秒"),
        }
    }

    fn time(&self, unix_milliseconds: i64) -> String {
        // Precise enough: JavaScript's own moments are such numbers.
        self.moment
            .spell(&JsValue::from_f64(unix_milliseconds as f64))
    }

    fn is_singular(&self, number: u64) -> bool {
        // Precise enough: no language asks for more than the last digits of so much.
        self.plural.spell(&JsValue::from_f64(number as f64)) == "one"
    }

    fn list(&self, items: &[String]) -> String {
        let items: Array = items.iter().map(|item| JsValue::from_str(item)).collect();
        self.list.spell(&items)
    }
}

/// The languages of the browser, the preferred one first.
#[must_use]
pub fn languages() -> Vec<String> {
    let languages = window().map(|window| window.navigator().languages());
    languages
        .into_iter()
        .flat_map(|all| all.to_vec())
        .filter_map(|tag| tag.as_string())
        .collect()
}
