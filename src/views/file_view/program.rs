//! What is known of a program or a library.

use super::{code, fact};
use crate::file_view::elf::Elf;
use crate::file_view::go::GoBuild;
use crate::file_view::pe::{Pe, Subsystem};
use crate::format::visible_line;
use crate::views::node_facts::{Fact, Value};
use crate::words::{Arg, Message, file_view as words, joined};

/// How many libraries are named. Few programs need more, and none is read further.
const MOST_NAMED: usize = 50;

pub(super) fn of_elf(elf: &Elf) -> Vec<Fact> {
    let order = match elf.is_little_endian {
        true => words::little_endian(),
        false => words::big_endian(),
    };
    let machine = words::bits_and_order(elf.machine.as_str(), bits(elf.is_64), order);
    let linking = elf.is_static.map(|is_static| match is_static {
        true => words::is_static(),
        false => words::is_dynamic(),
    });
    let symbols = elf.is_stripped.map(|is_stripped| match is_stripped {
        true => words::is_stripped(),
        false => words::has_symbols(),
    });
    let text = |value: Option<Message>| value.map(Value::Text);
    let name = |value: &Option<String>| value.as_deref().map(code);
    let rows = [
        (words::architecture(), Some(Value::Text(machine))),
        (words::linking(), text(linking)),
        (words::loaded_by(), name(&elf.interpreter)),
        (words::named(), name(&elf.name)),
        (words::needs(), elf.needed.as_deref().map(needs)),
        (words::symbols(), text(symbols)),
        (words::build_id(), name(&elf.build_id)),
    ];
    let mut facts = known(rows);
    facts.extend(elf.go.as_ref().map(of_go).unwrap_or_default());
    facts
}

fn of_go(go: &GoBuild) -> Vec<Fact> {
    let module = go.module.as_ref();
    let module = module.map(|(path, version)| code(&format!("{path} {version}")));
    known([
        (
            words::go_version(),
            Some(code(go.version.as_deref().unwrap_or("Go"))),
        ),
        (words::go_package(), go.package.as_deref().map(code)),
        (words::go_module(), module),
    ])
}

pub(super) fn of_pe(pe: &Pe) -> Vec<Fact> {
    let machine = words::bits(pe.machine.as_str(), bits(pe.is_64));
    let runs_in = match pe.subsystem {
        Subsystem::Console => words::console(),
        Subsystem::Windows => words::windows(),
        Subsystem::Native => words::native(),
        Subsystem::Efi => words::efi(),
        Subsystem::Other(number) => words::other_subsystem(u64::from(number)),
    };
    // A library runs in whatever loads it.
    let runs_in = (!pe.is_library).then_some(Value::Text(runs_in));
    let managed = pe.is_managed.then(|| Value::Text(joined::verbatim(".NET")));
    known([
        (words::architecture(), Some(Value::Text(machine))),
        (words::runs_in(), runs_in),
        (words::managed(), managed),
        (words::needs(), pe.imports.as_deref().map(needs)),
    ])
}

fn known<const N: usize>(rows: [(Message, Option<Value>); N]) -> Vec<Fact> {
    let rows = rows.into_iter();
    rows.filter_map(|(term, value)| Some(fact(term, value?)))
        .collect()
}

fn bits(is_64: bool) -> u64 {
    if is_64 { 64 } else { 32 }
}

fn needs(libraries: &[String]) -> Value {
    if libraries.is_empty() {
        return Value::Text(words::needs_nothing());
    }
    let named = libraries.iter().take(MOST_NAMED);
    let mut named: Vec<Arg> = named.map(|name| Arg::Text(visible_line(name))).collect();
    if libraries.len() > MOST_NAMED {
        named.push(Arg::Text("…".to_owned()));
    }
    Value::Text(joined::verbatim(Arg::List(named)))
}
