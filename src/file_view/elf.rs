//! Programs and libraries of Linux: what they run on, and what they need
//! (System V ABI, chapters 4 and 5).
//!
//! Headers and what programs are loaded by stand at the start and in the middle, the
//! table of sections at the end: what lies beyond the bytes that are here is not
//! known, and none of it is taken for absent.

use object::elf::{self, FileHeader32, FileHeader64};
use object::read::elf::{Dyn as _, FileHeader, ProgramHeader as _, SectionHeader as _};
use object::{Endian as _, Endianness};

use super::go::GoBuild;
use super::number::short_text;

/// The most libraries that are listed.
const MAX_NEEDED: usize = 1_000;

/// A program or a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elf {
    pub kind: ElfKind,
    /// As images spell architectures (`amd64`), or the number of the machine where it
    /// is none of those.
    pub machine: String,
    pub is_64: bool,
    pub is_little_endian: bool,
    /// What loads it and the libraries.
    pub interpreter: Option<String>,
    /// What it is called by those that need it (`DT_SONAME`).
    pub name: Option<String>,
    /// The libraries that it needs (`DT_NEEDED`); `None` where they are not here.
    pub needed: Option<Vec<String>>,
    /// In hexadecimal digits.
    pub build_id: Option<String>,
    /// A program that needs no library and nothing that loads it.
    pub is_static: Option<bool>,
    /// It has no table of symbols.
    pub is_stripped: Option<bool>,
    pub go: Option<GoBuild>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElfKind {
    Program,
    Library,
    /// `.o` and kernel modules.
    Relocatable,
    Core,
    Other,
}

impl Elf {
    /// Reads one; `None` where it is none.
    #[must_use]
    pub fn of(bytes: &[u8], is_cut: bool) -> Option<Self> {
        let [0x7f, b'E', b'L', b'F', class, ..] = bytes else {
            return None;
        };
        match *class {
            1 => Reader::<FileHeader32<Endianness>>::new(bytes, is_cut)?.read(),
            2 => Reader::<FileHeader64<Endianness>>::new(bytes, is_cut)?.read(),
            _ => None,
        }
    }
}

struct Reader<'a, H: FileHeader> {
    bytes: &'a [u8],
    is_cut: bool,
    header: &'a H,
    endian: Endianness,
    segments: &'a [H::ProgramHeader],
}

impl<'a, H: FileHeader<Endian = Endianness>> Reader<'a, H> {
    fn new(bytes: &'a [u8], is_cut: bool) -> Option<Self> {
        let header = H::parse(bytes).ok()?;
        let endian = header.endian().ok()?;
        Some(Self {
            bytes,
            is_cut,
            header,
            endian,
            segments: header.program_headers(endian, bytes).unwrap_or_default(),
        })
    }

    fn read(&self) -> Option<Elf> {
        let has_type = |wanted| {
            let mut types = self
                .segments
                .iter()
                .map(|segment| segment.p_type(self.endian));
            types.any(|found| found == wanted)
        };
        let is_loaded = has_type(elf::PT_INTERP);
        let dynamic = self.dynamic();
        let kind = self.kind(is_loaded, dynamic.as_ref());
        let needed = dynamic.as_ref().and_then(|dynamic| dynamic.needed.clone());
        let is_static = match is_loaded {
            true => Some(false),
            false => needed.as_ref().map(Vec::is_empty),
        };
        Some(Elf {
            kind,
            machine: self.machine(),
            is_64: self.header.is_type_64(),
            is_little_endian: self.endian.is_little_endian(),
            is_static: is_static.filter(|_| kind == ElfKind::Program),
            interpreter: self.interpreter(),
            name: dynamic.and_then(|dynamic| dynamic.name),
            needed,
            build_id: self.build_id(),
            is_stripped: self.is_stripped(),
            go: GoBuild::of(self.bytes),
        })
    }

    fn kind(&self, is_loaded: bool, dynamic: Option<&Dynamic>) -> ElfKind {
        match self.header.e_type(self.endian) {
            elf::ET_EXEC => ElfKind::Program,
            // Both have this type since programs can stand anywhere in memory.
            elf::ET_DYN => match is_loaded || dynamic.is_some_and(|dynamic| dynamic.is_program) {
                true => ElfKind::Program,
                false => ElfKind::Library,
            },
            elf::ET_REL => ElfKind::Relocatable,
            elf::ET_CORE => ElfKind::Core,
            _ => ElfKind::Other,
        }
    }

    /// As Go names it, since images do so, too.
    fn machine(&self) -> String {
        let machine = self.header.e_machine(self.endian);
        let is_little = self.endian.is_little_endian();
        let name = match (machine, self.header.is_type_64(), is_little) {
            (elf::EM_X86_64, ..) => "amd64",
            (elf::EM_386, ..) => "386",
            (elf::EM_AARCH64, ..) => "arm64",
            (elf::EM_ARM, ..) => "arm",
            (elf::EM_RISCV, true, _) => "riscv64",
            (elf::EM_RISCV, false, _) => "riscv32",
            (elf::EM_PPC64, _, true) => "ppc64le",
            (elf::EM_PPC64, _, false) => "ppc64",
            (elf::EM_S390, true, _) => "s390x",
            (elf::EM_MIPS, true, true) => "mips64le",
            (elf::EM_MIPS, true, false) => "mips64",
            (elf::EM_MIPS, false, true) => "mipsle",
            (elf::EM_MIPS, false, false) => "mips",
            (elf::EM_LOONGARCH, true, _) => "loong64",
            (elf::EM_BPF, ..) => "bpf",
            _ => return format!("{:#x}", machine.0),
        };
        name.to_owned()
    }

    fn interpreter(&self) -> Option<String> {
        let find =
            |segment: &H::ProgramHeader| segment.interpreter(self.endian, self.bytes).ok()?;
        self.segments.iter().find_map(find).map(text)
    }

    /// What a program is loaded by; an empty one where it has none, and `None` where
    /// that is not here.
    fn dynamic(&self) -> Option<Dynamic> {
        let is_dynamic =
            |segment: &&H::ProgramHeader| segment.p_type(self.endian) == elf::PT_DYNAMIC;
        let Some(segment) = self.segments.iter().find(is_dynamic) else {
            let needs_nothing = Dynamic {
                needed: Some(Vec::new()),
                ..Dynamic::default()
            };
            return (!self.segments.is_empty()).then_some(needs_nothing);
        };
        let entries = segment.dynamic(self.endian, self.bytes).ok()??;
        let ended = |entry: &&H::Dyn| entry.tag(self.endian) != elf::DT_NULL;
        let entries = || entries.iter().take_while(ended);
        let value = |wanted| {
            let mut entries = entries();
            entries
                .find(|entry| entry.tag(self.endian) == wanted)
                .map(|entry| entry.val(self.endian))
        };
        let strings = self.at_address(value(elf::DT_STRTAB)?)?;
        let string = |offset: u64| short_text(strings.get(usize::try_from(offset).ok()?..)?);
        let needed = entries().filter(|entry| entry.tag(self.endian) == elf::DT_NEEDED);
        let needed = needed.map(|entry| string(entry.val(self.endian)));
        Some(Dynamic {
            needed: needed.take(MAX_NEEDED).collect(),
            name: value(elf::DT_SONAME).and_then(string),
            is_program: value(elf::DT_FLAGS_1).is_some_and(|flags| flags & elf::DF_1_PIE.0 != 0),
        })
    }

    /// The bytes that are loaded to an address, and those behind them.
    fn at_address(&self, address: u64) -> Option<&'a [u8]> {
        self.segments.iter().find_map(|segment| {
            let start: u64 = segment.p_vaddr(self.endian).into();
            let length: u64 = segment.p_filesz(self.endian).into();
            let offset: u64 = segment.p_offset(self.endian).into();
            let inside = address
                .checked_sub(start)
                .filter(|inside| *inside < length)?;
            let is_loaded = segment.p_type(self.endian) == elf::PT_LOAD;
            let at = usize::try_from(offset.checked_add(inside)?).ok()?;
            is_loaded.then(|| self.bytes.get(at..))?
        })
    }

    fn build_id(&self) -> Option<String> {
        self.segments.iter().find_map(|segment| {
            let mut notes = segment.notes(self.endian, self.bytes).ok()??;
            while let Some(note) = notes.next().ok()? {
                let is_id = note.n_type(self.endian) == elf::NT_GNU_BUILD_ID;
                // 20 bytes as a rule.
                if is_id && note.name() == elf::ELF_NOTE_GNU && note.desc().len() <= 64 {
                    return Some(
                        note.desc()
                            .iter()
                            .map(|byte| format!("{byte:02x}"))
                            .collect(),
                    );
                }
            }
            None
        })
    }

    fn is_stripped(&self) -> Option<bool> {
        let offset: u64 = self.header.e_shoff(self.endian).into();
        if offset == 0 {
            return Some(true);
        }
        let sections = self.header.section_headers(self.endian, self.bytes).ok();
        let sections = sections.filter(|_| !self.is_cut || offset < self.bytes.len() as u64)?;
        let is_symbols =
            |section: &H::SectionHeader| section.sh_type(self.endian) == elf::SHT_SYMTAB;
        Some(!sections.iter().any(is_symbols))
    }
}

/// Of the segment `PT_DYNAMIC`.
#[derive(Default)]
struct Dynamic {
    /// `None` where one of them cannot be read.
    needed: Option<Vec<String>>,
    name: Option<String>,
    /// It says that it is a program and not a library.
    is_program: bool,
}

/// A path as a rule.
fn text(bytes: &[u8]) -> String {
    const LONGEST: usize = 4_096;
    let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
pub(crate) mod tests;
