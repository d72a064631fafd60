//! Programs and libraries of Windows (Microsoft PE and COFF specification).

use object::LittleEndian;
use object::pe::{self, ImageNtHeaders32, ImageNtHeaders64};
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader as _, PeFile, optional_header_magic};

/// The most libraries that are listed.
const MAX_IMPORTS: usize = 1_000;

/// The longest name of a library, in bytes: those of files have 255 at most.
const MAX_NAME: usize = 255;

/// A program or a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pe {
    /// As images spell architectures (`amd64`), or the number of the machine where it
    /// is none of those.
    pub machine: String,
    pub is_64: bool,
    /// A DLL.
    pub is_library: bool,
    /// It is for .NET.
    pub is_managed: bool,
    pub subsystem: Subsystem,
    /// The libraries that it needs; `None` where they are not here.
    pub imports: Option<Vec<String>>,
}

/// What it runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subsystem {
    Console,
    Windows,
    /// Drivers, and what starts before all else.
    Native,
    Efi,
    Other(u16),
}

impl Pe {
    /// Reads one; `None` where it is none.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if !bytes.starts_with(b"MZ") {
            return None;
        }
        match optional_header_magic(bytes).ok()? {
            pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => read::<ImageNtHeaders32>(bytes),
            pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => read::<ImageNtHeaders64>(bytes),
            _ => None,
        }
    }
}

fn read<H: ImageNtHeaders>(bytes: &[u8]) -> Option<Pe> {
    let file = PeFile::<H>::parse(bytes).ok()?;
    let headers = file.nt_headers();
    let header = headers.file_header();
    let managed = file.data_directory(pe::IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR);
    Some(Pe {
        machine: machine(header.machine.get(LittleEndian)),
        is_64: headers.is_type_64(),
        is_library: header
            .characteristics
            .get(LittleEndian)
            .contains(pe::IMAGE_FILE_DLL),
        is_managed: managed.is_some_and(|entry| entry.size.get(LittleEndian) > 0),
        subsystem: subsystem(headers.optional_header().subsystem()),
        imports: imports(&file),
    })
}

fn imports<H: ImageNtHeaders>(file: &PeFile<'_, H>) -> Option<Vec<String>> {
    let Some(table) = file.import_table().ok()? else {
        return Some(Vec::new());
    };
    let mut descriptors = table.descriptors().ok()?;
    let mut found = Vec::new();
    while let Some(import) = descriptors.next().ok()? {
        if found.len() == MAX_IMPORTS {
            break;
        }
        let name = table.name(import.name.get(LittleEndian)).ok()?;
        if name.len() > MAX_NAME {
            return None;
        }
        found.push(String::from_utf8_lossy(name).into_owned());
    }
    Some(found)
}

fn machine(machine: pe::Machine) -> String {
    let name = match machine {
        pe::IMAGE_FILE_MACHINE_AMD64 => "amd64",
        pe::IMAGE_FILE_MACHINE_I386 => "386",
        pe::IMAGE_FILE_MACHINE_ARM64 => "arm64",
        pe::IMAGE_FILE_MACHINE_ARM | pe::IMAGE_FILE_MACHINE_ARMNT => "arm",
        _ => return format!("{:#x}", machine.0),
    };
    name.to_owned()
}

fn subsystem(subsystem: pe::Subsystem) -> Subsystem {
    match subsystem {
        pe::IMAGE_SUBSYSTEM_WINDOWS_CUI => Subsystem::Console,
        pe::IMAGE_SUBSYSTEM_WINDOWS_GUI => Subsystem::Windows,
        pe::IMAGE_SUBSYSTEM_NATIVE => Subsystem::Native,
        pe::IMAGE_SUBSYSTEM_EFI_APPLICATION
        | pe::IMAGE_SUBSYSTEM_EFI_BOOT_SERVICE_DRIVER
        | pe::IMAGE_SUBSYSTEM_EFI_RUNTIME_DRIVER
        | pe::IMAGE_SUBSYSTEM_EFI_ROM => Subsystem::Efi,
        other => Subsystem::Other(other.0),
    }
}

#[cfg(test)]
pub(crate) mod tests;
