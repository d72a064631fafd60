//! How the browser writes numbers, sizes, moments and lists in a language.

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
    number: Function,
    decimal: Function,
    /// From bytes to petabytes, each with one decimal, and with none.
    units: Vec<[Function; 2]>,
    moment: Function,
    plural: Function,
    list: Function,
}

/// Units of `Intl`, a thousand of each making one of the next.
const UNITS: [&str; 6] = [
    "byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte",
];

impl BrowserLocale {
    /// A language, with its texts.
    ///
    /// # Errors
    /// Where the browser has no such part of `Intl`.
    pub fn new(language: Language, catalogue: Catalogue) -> Result<Self, Thrown> {
        let tag = JsValue::from_str(language.tag());
        let formatter = |class: &str, method: &str, options: &str| {
            let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
            let class: Function = Reflect::get(&intl, &class.into())?.dyn_into()?;
            let arguments = Array::of2(&tag, &JSON::parse(options)?);
            let made = Reflect::construct(&class, &arguments)?;
            let method: Function = Reflect::get(&made, &method.into())?.dyn_into()?;
            Ok::<_, Thrown>(method.bind0(&made))
        };
        let unit = |unit: &&str| {
            let display = if *unit == "byte" { "long" } else { "short" };
            let digits = |digits: u8| {
                let options = format!(
                    r#"{{"style":"unit","unit":"{unit}","unitDisplay":"{display}","minimumFractionDigits":{digits},"maximumFractionDigits":{digits}}}"#
                );
                formatter("NumberFormat", "format", &options)
            };
            Ok::<_, Thrown>([digits(1)?, digits(0)?])
        };
        Ok(Self {
            catalogue,
            number: formatter("NumberFormat", "format", "{}")?,
            decimal: formatter(
                "NumberFormat",
                "format",
                r#"{"minimumFractionDigits":1,"maximumFractionDigits":1}"#,
            )?,
            units: UNITS.iter().map(unit).collect::<Result<_, _>>()?,
            moment: formatter(
                "DateTimeFormat",
                "format",
                r#"{"year":"numeric","month":"short","day":"numeric","hour":"2-digit","minute":"2-digit","second":"2-digit","hourCycle":"h23","timeZone":"UTC","timeZoneName":"short"}"#,
            )?,
            plural: formatter("PluralRules", "select", "{}")?,
            list: formatter("ListFormat", "format", r#"{"type":"conjunction"}"#)?,
            language,
        })
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
        Self::new(language, catalogue)
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

fn spelled(format: &Function, value: &JsValue) -> String {
    let text = format.call1(&JsValue::UNDEFINED, value).ok();
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

impl Locale for BrowserLocale {
    fn template<'a>(&'a self, entry: &'a Entry) -> &'a str {
        self.catalogue.template(entry)
    }

    fn number(&self, number: u64) -> String {
        spelled(&self.number, &JsValue::from(number))
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
            .map(|format| spelled(format, &JsValue::from_f64(value)))
            .unwrap_or_default()
    }

    fn duration(&self, milliseconds: u64) -> String {
        // Precise enough: one decimal is shown.
        let seconds = milliseconds as f64 / 1_000.0;
        let number = spelled(&self.decimal, &JsValue::from_f64(seconds));
        match self.language {
            Language::English => format!("{number} s"),
            Language::Chinese => format!("{number} 秒"),
        }
    }

    fn time(&self, unix_milliseconds: i64) -> String {
        // Precise enough: JavaScript's own moments are such numbers.
        spelled(&self.moment, &JsValue::from_f64(unix_milliseconds as f64))
    }

    fn is_singular(&self, number: u64) -> bool {
        // Precise enough: no language asks for more than the last digits of so much.
        spelled(&self.plural, &JsValue::from_f64(number as f64)) == "one"
    }

    fn list(&self, items: &[String]) -> String {
        let items: Array = items.iter().map(|item| JsValue::from_str(item)).collect();
        spelled(&self.list, &items)
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
