use super::*;

/// A program for amd64 with all that is looked for, in parts at fixed places.
pub(crate) fn program() -> Vec<u8> {
    made(3, Some("/lib/ld-musl-x86_64.so.1"), &[(1, 1), (1, 9)], 0)
}

const STRINGS: &[u8] = b"\0libc.so\0libz.so.1\0own.so\0";
const STRINGS_AT: u64 = 0x200;
const DYNAMIC_AT: u64 = 0x280;
const INTERPRETER_AT: u64 = 0x380;
const NOTE_AT: u64 = 0x3c0;
const END: usize = 0x400;
/// Where all of it is loaded to.
const BASE: u64 = 0x40_0000;

/// `kind` is `e_type`, `dynamic` what is added to the segment besides the strings.
fn made(kind: u16, interpreter: Option<&str>, dynamic: &[(u64, u64)], sections: u64) -> Vec<u8> {
    let interpreter = interpreter.map(|path| [path.as_bytes(), b"\0"].concat());
    let dynamic = [&[(5, BASE + STRINGS_AT)], dynamic, &[(0, 0)]].concat();
    let mut segments = vec![
        (1, 0, END as u64),
        (4, NOTE_AT, 36),
        (2, DYNAMIC_AT, dynamic.len() as u64 * 16),
    ];
    segments.extend(
        interpreter
            .as_ref()
            .map(|path| (3, INTERPRETER_AT, path.len() as u64)),
    );
    let mut bytes = vec![0; END];
    let mut put = |at: u64, part: &[u8]| bytes[at as usize..][..part.len()].copy_from_slice(part);
    put(0, b"\x7fELF\x02\x01\x01");
    put(16, &kind.to_le_bytes());
    put(18, &62_u16.to_le_bytes());
    put(20, &1_u32.to_le_bytes());
    put(32, &64_u64.to_le_bytes());
    put(40, &sections.to_le_bytes());
    put(52, &[64, 0, 56, 0, segments.len() as u8, 0, 64, 0]);
    for (number, (kind, at, length)) in segments.into_iter().enumerate() {
        let words = [
            u64::from(kind as u32),
            at,
            BASE + at,
            BASE + at,
            length,
            length,
            4,
        ];
        let words: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        put(64 + 56 * number as u64, &words);
    }
    put(STRINGS_AT, STRINGS);
    for (number, (tag, value)) in dynamic.iter().enumerate() {
        put(DYNAMIC_AT + 16 * number as u64, &tag.to_le_bytes());
        put(DYNAMIC_AT + 16 * number as u64 + 8, &value.to_le_bytes());
    }
    put(INTERPRETER_AT, &interpreter.unwrap_or_default());
    let note = [
        &[4_u8, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0][..],
        b"GNU\0",
        &[0xab; 20],
    ]
    .concat();
    put(NOTE_AT, &note);
    bytes
}

#[test]
fn a_program_says_what_it_runs_on_and_what_it_needs() {
    let elf = Elf::of(&program(), false).unwrap();
    let expected = Elf {
        kind: ElfKind::Program,
        machine: "amd64".to_owned(),
        is_64: true,
        is_little_endian: true,
        interpreter: Some("/lib/ld-musl-x86_64.so.1".to_owned()),
        name: None,
        needed: Some(vec!["libc.so".to_owned(), "libz.so.1".to_owned()]),
        build_id: Some("ab".repeat(20)),
        is_static: Some(false),
        is_stripped: Some(true),
        go: None,
    };
    assert_eq!(elf, expected);
}

#[test]
fn programs_and_libraries_are_told_apart() {
    // A library has a name and is not loaded by anything.
    let library = Elf::of(&made(3, None, &[(1, 1), (14, 19)], 0), false).unwrap();
    assert_eq!(library.kind, ElfKind::Library);
    assert_eq!(
        (library.name.as_deref(), library.is_static),
        (Some("own.so"), None)
    );
    // A static program at a fixed place, and one that stands anywhere.
    let fixed = Elf::of(&made(2, None, &[], 0), false).unwrap();
    assert_eq!(
        (fixed.kind, fixed.is_static),
        (ElfKind::Program, Some(true))
    );
    let anywhere = Elf::of(&made(3, None, &[(0x6fff_fffb, 0x0800_0000)], 0), false).unwrap();
    assert_eq!(
        (anywhere.kind, anywhere.is_static),
        (ElfKind::Program, Some(true))
    );
    assert_eq!(
        Elf::of(&made(1, None, &[], 0), false).unwrap().kind,
        ElfKind::Relocatable
    );
}

#[test]
fn what_lies_beyond_the_bytes_is_not_known() {
    let whole = made(2, None, &[(1, 1)], 1 << 20);
    let elf = Elf::of(&whole, true).unwrap();
    assert_eq!((elf.is_stripped, elf.is_static), (None, Some(false)));
    let cut = Elf::of(&whole[..DYNAMIC_AT as usize], true).unwrap();
    assert_eq!(
        (cut.needed, cut.is_static, cut.build_id),
        (None, None, None)
    );
    assert_eq!(cut.machine, "amd64");
    // A library whose name cannot be read is one that is needed.
    let unread = Elf::of(&made(2, None, &[(1, 1), (1, 1 << 20)], 0), false).unwrap();
    assert_eq!((unread.needed, unread.is_static), (None, None));
    // So is what loads a program.
    let cut = Elf::of(&program()[..STRINGS_AT as usize], true).unwrap();
    assert_eq!((cut.interpreter, cut.is_static), (None, Some(false)));
}

/// The program that runs this test.
#[cfg(target_os = "linux")]
#[test]
fn a_real_program_is_read() {
    let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let elf = Elf::of(&bytes, false).unwrap();
    assert_eq!((elf.kind, elf.is_stripped), (ElfKind::Program, Some(false)));
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    assert_eq!(elf.machine, machine);
    let cut = Elf::of(&bytes[..4_096], true).unwrap();
    assert_eq!(
        (cut.machine, cut.interpreter),
        (elf.machine, elf.interpreter)
    );
    assert_eq!((cut.is_stripped, cut.go), (None, None));
}
