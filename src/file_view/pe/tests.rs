use super::*;

/// Where the one section is loaded to and where it stands.
const ADDRESS: u32 = 0x1000;
const OFFSET: u32 = 0x200;
const SECTION: u32 = 0x100;

/// A library for amd64 that needs two others.
pub(crate) fn library() -> Vec<u8> {
    let mut bytes = vec![0; (OFFSET + SECTION) as usize];
    let mut put = |at: u32, part: &[u8]| bytes[at as usize..][..part.len()].copy_from_slice(part);
    put(0, b"MZ");
    put(0x3c, &0x40_u32.to_le_bytes());
    put(0x40, b"PE\0\0");
    put(0x44, &0x8664_u16.to_le_bytes());
    put(0x46, &1_u16.to_le_bytes());
    put(0x54, &240_u16.to_le_bytes());
    put(0x56, &0x2022_u16.to_le_bytes());
    put(0x58, &0x20b_u16.to_le_bytes());
    put(0x58 + 68, &3_u16.to_le_bytes());
    put(0x58 + 108, &16_u32.to_le_bytes());
    // The directory of imports.
    put(0x58 + 112 + 8, &ADDRESS.to_le_bytes());
    put(0x58 + 112 + 12, &60_u32.to_le_bytes());
    let section = 0x58 + 240;
    put(section, b".idata\0\0");
    for (at, word) in [(8, SECTION), (12, ADDRESS), (16, SECTION), (20, OFFSET)] {
        put(section + at, &word.to_le_bytes());
    }
    for (number, name) in [0x40_u32, 0x60].into_iter().enumerate() {
        put(OFFSET + 20 * number as u32, &0xa0_u32.to_le_bytes());
        put(
            OFFSET + 20 * number as u32 + 12,
            &(ADDRESS + name).to_le_bytes(),
        );
    }
    put(OFFSET + 0x40, b"KERNEL32.dll\0");
    put(OFFSET + 0x60, b"ADVAPI32.dll\0");
    bytes
}

#[test]
fn a_library_says_what_it_runs_on_and_what_it_needs() {
    let expected = Pe {
        machine: "amd64".to_owned(),
        is_64: true,
        is_library: true,
        is_managed: false,
        subsystem: Subsystem::Console,
        imports: Some(vec!["KERNEL32.dll".to_owned(), "ADVAPI32.dll".to_owned()]),
    };
    assert_eq!(Pe::of(&library()), Some(expected));
}

#[test]
fn imports_that_are_not_here_are_not_known() {
    let cut = Pe::of(&library()[..OFFSET as usize]).unwrap();
    assert_eq!((cut.imports, &*cut.machine), (None, "amd64"));
    let mut unread = library();
    unread[(OFFSET + 20 + 12) as usize..][..4].fill(0xee);
    assert_eq!(Pe::of(&unread).unwrap().imports, None);
    let mut none = library();
    none[0x58 + 112 + 8..][..8].fill(0);
    assert_eq!(Pe::of(&none).unwrap().imports, Some(vec![]));
    let mut managed = library();
    managed[0x58 + 112 + 14 * 8..][..8].fill(1);
    assert!(Pe::of(&managed).unwrap().is_managed);
}

#[test]
fn a_program_of_dos_is_none() {
    assert_eq!(Pe::of(b"MZ"), None);
    assert_eq!(Pe::of(&[&b"MZ"[..], &[0; 500]].concat()), None);
    assert_eq!(Pe::of(b"MZ is how some texts begin\n"), None);
}
