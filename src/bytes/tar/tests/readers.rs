//! What readers take differently: read as Go does, and noted.

use super::*;
use Oddity::{
    DisplacedExtension, DisputedName, DisputedSize, MalformedExtension, MalformedNumber,
    RepeatedExtension, UnknownType,
};

/// A header after `change`, with its checksum.
fn changed(header: [u8; BLOCK], change: impl Fn(&mut [u8])) -> [u8; BLOCK] {
    let mut header = ::tar::Header::from_byte_slice(&header).clone();
    change(header.as_mut_bytes());
    header.set_cksum();
    *header.as_bytes()
}

/// `passwd` with a magic and version, and bytes where a prefix would be.
fn prefixed(magic: &[u8; 8], prefix: &[u8]) -> [u8; BLOCK] {
    changed(header("passwd", b'0', 0, ""), |header| {
        header[257..265].copy_from_slice(magic);
        header[345..][..prefix.len()].copy_from_slice(prefix);
    })
}

#[track_caller]
fn one(parts: &[&[u8]], path: &str, oddities: &[Oddity]) {
    let parts: Vec<&[u8]> = parts.iter().copied().chain([&END[..]]).collect();
    check(&parts, &[(path, File, 0)], oddities, &TarEnd::Marked);
}

#[test]
fn a_prefix_counts_with_the_magic_whatever_the_version() {
    for magic in [b"ustar\x0000", b"ustar\0  ", b"ustar\0\0\0", b"ustar\0xy"] {
        one(&[&prefixed(magic, b"../../etc")], "../../etc/passwd", &[]);
    }
    let whole = "p".repeat(155);
    let path = format!("{whole}/passwd");
    one(&[&prefixed(b"ustar\x0000", whole.as_bytes())], &path, &[]);
}

#[test]
fn a_prefix_without_the_magic_is_noted_as_python_reads_it() {
    for magic in [b"\0\0\0\0\0\0\0\0", b"ustar 00", b"USTAR\x0000"] {
        one(&[&prefixed(magic, b"../etc")], "passwd", &[DisputedName]);
        one(&[&prefixed(magic, b"")], "passwd", &[]);
    }
}

// golang/go#12594
#[test]
fn an_old_gnu_header_has_a_prefix_where_it_has_no_times() {
    const GNU: &[u8; 8] = b"ustar  \0";
    one(
        &[&prefixed(GNU, b"../../etc")],
        "../../etc/passwd",
        &[DisputedName],
    );
    // Times as octal and binary numbers, and blank.
    one(
        &[&prefixed(GNU, b"14217727726\x0014217727726\0")],
        "passwd",
        &[],
    );
    one(
        &[&prefixed(GNU, b"\x80\0\0\0\0\0\0\0\0\0\0\x01")],
        "passwd",
        &[],
    );
    one(
        &[&prefixed(GNU, b"            0000000000\0\0")],
        "passwd",
        &[],
    );
    one(&[&prefixed(GNU, b"\0hidden")], "passwd", &[]);
    // A prefix that is not ASCII is none to Go.
    one(
        &[&prefixed(GNU, "caf\u{e9}".as_bytes())],
        "passwd",
        &[DisputedName],
    );
}

#[test]
fn a_star_header_has_a_shorter_prefix() {
    let star = |prefix: &[u8]| {
        changed(prefixed(b"ustar\x0000", prefix), |header| {
            header[508..].copy_from_slice(b"tar\0");
        })
    };
    one(&[&star(b"etc")], "etc/passwd", &[]);
    let times = [&[b'p'; 131][..], b"00000000000 00000000000 "].concat();
    let path = format!("{}/passwd", "p".repeat(131));
    one(&[&star(&times)], &path, &[DisputedName]);
    let times = [&[b'p'; 130][..], b"\x0000000000000 zzzzzzzzzzz "].concat();
    let path = format!("{}/passwd", "p".repeat(130));
    one(&[&star(&times)], &path, &[MalformedNumber]);
}

#[test]
fn a_number_that_is_none_is_noted() {
    let with = |at: usize, text: &[u8]| {
        changed(header("a", b'0', 0, ""), |header| {
            header[at..][..text.len()].copy_from_slice(text);
        })
    };
    // Mode, owner, group, time, device.
    for at in [100, 108, 116, 136, 329, 337] {
        let field = |text: &[u8]| {
            let length = if at == 136 { 12 } else { 8 };
            let mut field = vec![text.last().copied().unwrap_or_default(); length];
            let text = text.get(..length).unwrap_or(text);
            field[..text.len()].copy_from_slice(text);
            with(at, &field)
        };
        let long = match at {
            136 => [0xbf; 12],
            // 64 bits are a number.
            _ => [b'9'; 12],
        };
        for text in [&b"99"[..], b"-1", b"+1", b"0x1", b"\0\xffz", b"7 7", &long] {
            one(&[&field(text)], "a", &[MalformedNumber]);
        }
        for text in [&b" "[..], b"\0", b" 00644 ", b" 00644 \0", b"0000644 "] {
            one(&[&field(text)], "a", &[]);
        }
    }
    // Below 0: a time may be, an owner may not.
    let minus_one = [0xff; 8];
    one(&[&with(108, &minus_one)], "a", &[MalformedNumber]);
    one(&[&with(116, &minus_one)], "a", &[MalformedNumber]);
    one(&[&with(136, &[0xff; 12])], "a", &[]);
    // The header of an extension has numbers, too.
    let odd = changed(header("././@LongLink", b'L', 2, ""), |header| {
        header[108..110].copy_from_slice(b"no");
    });
    let long = [&odd[..], &padded(b"b\0")].concat();
    one(&[&long, &file("a", b"")], "b", &[MalformedNumber]);
}

#[test]
fn a_type_that_is_in_no_standard_is_a_file_and_noted() {
    for typeflag in [b'7', b'D', b'M', b'N', b'V', b'Z', b' ', 0x80] {
        one(&[&header("a", typeflag, 0, "")], "a", &[UnknownType]);
    }
    check(
        &[&member("a", b'Z', b"123"), &file("b", b""), &END],
        &[("a", File, 3), ("b", File, 0)],
        &[UnknownType],
        &TarEnd::Marked,
    );
}

#[test]
fn a_long_name_that_is_empty_or_goes_on_behind_a_zero_byte_is_noted() {
    let long = |name: &[u8]| member("././@LongLink", b'L', name);
    let cut = file("cut", b"");
    one(&[&long(b"long\0\0\0"), &cut], "long", &[]);
    one(&[&long(b"long"), &cut], "long", &[]);
    one(
        &[&long(b"long\0/../etc\0"), &cut],
        "long",
        &[MalformedExtension],
    );
    one(&[&long(b"\0"), &cut], "cut", &[MalformedExtension]);
    one(&[&long(b""), &cut], "cut", &[MalformedExtension]);
    // An empty target leaves the one of the header.
    let target = member("././@LongLink", b'K', b"\0");
    let bytes = [&target[..], &link("a", b'2', "b"), &END].concat();
    let (entries, odd, _) = read(&bytes, 100);
    assert_eq!(&*entries[0].link, b"b");
    assert_eq!(odd, [MalformedExtension]);
}

#[test]
fn pax_records_that_go_refuses_are_noted() {
    let records: &[(&str, &str)] = &[
        ("size", "many"),
        ("size", "-1"),
        ("uid", "0x10"),
        ("uid", "1.5"),
        ("gid", "-1"),
        ("mtime", "yesterday"),
        ("mtime", "1.5e3"),
        ("mtime", "99999999999999999999"),
        ("mtime", "1.-5"),
        ("mtime", "-"),
        ("atime", "x"),
        ("ctime", "1 2"),
        ("path", "a\0b"),
        ("linkpath", "a\0b"),
        ("uname", "ro\0ot"),
        ("gname", "\0"),
        ("pa\0th", "b"),
        ("SCHILY.xattr.\0", "b"),
        ("GNU.sparse.name", "b"),
        ("GNU.sparse.major", "2"),
        ("GNU.sparse.map", "0,x"),
        ("GNU.sparse.numblocks", "-1"),
    ];
    for record in records {
        let bytes = [&pax(b'x', &[*record])[..], &file("a", b""), &END].concat();
        let (entries, odd, _) = read(&bytes, 100);
        assert_eq!(&*entries[0].path, b"a", "{record:?}");
        assert_eq!(odd, [MalformedExtension], "{record:?}");
    }
    let fine = [
        ("mtime", "-1.5"),
        ("atime", "1700000000.123456789123"),
        ("ctime", "0."),
        ("SCHILY.xattr.a", "\0"),
        ("comment", "\0"),
        ("uid", ""),
        ("uname", "root"),
    ];
    one(&[&pax(b'x', &fine), &file("a", b"")], "a", &[]);
}

#[test]
fn a_pax_size_against_a_header_that_could_say_it_is_noted() {
    let sized = |size: &str, stated| {
        let header = header("a", b'0', stated, "");
        [&pax(b'x', &[("size", size)])[..], &header].concat()
    };
    let data = [7; BLOCK];
    for (stated, odd) in [(512, &[][..]), (0, &[DisputedSize]), (9, &[DisputedSize])] {
        check(
            &[&sized("512", stated), &data, &END],
            &[("a", File, 512)],
            odd,
            &TarEnd::Marked,
        );
    }
    // It has no room for 8 GiB: writers leave 0 or all sevens.
    for stated in [0, MAX_OCTAL_SIZE] {
        let (entries, odd, _) = read(&sized("8589934592", stated), 100);
        assert_eq!((entries[0].size, odd.len()), (1 << 33, 0));
    }
}

#[test]
fn two_names_for_one_entry_are_noted() {
    let long = |name: &[u8]| member("././@LongLink", b'L', name);
    let cut = file("cut", b"");
    let named = |name| pax(b'x', &[("path", name)]);
    one(&[&long(b"b"), &named("c"), &cut], "b", &[RepeatedExtension]);
    one(&[&named("c"), &long(b"b"), &cut], "b", &[RepeatedExtension]);
    one(&[&named("b"), &long(b"b"), &cut], "b", &[]);
    one(&[&long(b"b"), &long(b"c"), &cut], "c", &[RepeatedExtension]);
    let twice = pax(b'x', &[("path", "b"), ("path", "c")]);
    one(&[&twice, &cut], "c", &[RepeatedExtension]);
    let same = pax(b'x', &[("path", "b"), ("path", "b")]);
    one(&[&same, &cut], "b", &[]);
}

#[test]
fn a_global_header_makes_go_forget_the_extensions_before_it() {
    let global = pax(b'g', &[("comment", "5b3f")]);
    let named = pax(b'x', &[("path", "b")]);
    let a = file("a", b"");
    one(&[&named, &global, &a], "a", &[DisplacedExtension]);
    one(&[&global, &named, &a], "b", &[]);
}

#[test]
fn a_sparse_file_is_one_in_the_versions_that_go_knows() {
    for (records, sparse) in [
        (
            &[("GNU.sparse.major", "0"), ("GNU.sparse.minor", "1")][..],
            true,
        ),
        (
            &[("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")],
            true,
        ),
        (
            &[("GNU.sparse.major", "1"), ("GNU.sparse.minor", "1")],
            false,
        ),
        (&[("GNU.sparse.major", "1")], false),
        (&[("GNU.sparse.map", "0,1")], true),
        (
            &[("GNU.sparse.offset", "0"), ("GNU.sparse.numbytes", "1")],
            true,
        ),
    ] {
        let bytes = [&pax(b'x', records)[..], &file("a", b""), &END].concat();
        let (entries, odd, _) = read(&bytes, 100);
        assert_eq!(entries[0].sparse, sparse, "{records:?}");
        assert_eq!(odd.is_empty(), sparse, "{records:?}");
    }
}
