use super::*;

/// A store of one handle, which is read a few bytes at a time.
struct Slow(Vec<u8>);

impl Store for Slow {
    fn length(&self, _: u32) -> Option<u64> {
        Some(self.0.len() as u64)
    }

    fn read_at(&self, _: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.0.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buffer.len()).min(7);
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn create(&mut self) -> io::Result<u32> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn append(&self, _: u32, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// What is found out about `here`, where `meant` was meant: the same in one
/// piece and in pieces of 7 bytes.
#[track_caller]
fn accidents(meant: &[u8], here: &[u8]) -> Vec<Accident> {
    let sought = Sought {
        stored: BTreeSet::from([Digest::sha256(meant)]),
        cuts: BTreeSet::from([meant.len() as u64]),
        ..Sought::default()
    };
    let extent = Extent {
        handle: 0,
        offset: 0,
        length: here.len() as u64,
    };
    let look = look(&Slow(here.to_vec()), extent, &sought, &mut |_| {}).unwrap();
    assert_eq!(look, look_at(here, &sought));
    look.clues.iter().map(|clue| clue.accident).collect()
}

#[test]
fn line_ends_are_turned_back_wherever_they_stand() {
    for text in [
        "one\ntwo\n",
        "\n\n\n",
        "123456\n\r lone \r and more\nend",
        "abcdef\n",
        "abcde\n\n\nx\n",
    ] {
        let crlf = text.replace('\n', "\r\n");
        let changed = accidents(text.as_bytes(), crlf.as_bytes());
        assert!(
            changed.contains(&Accident::LfToCrLf),
            "{text:?}: {changed:?}"
        );
        let back = accidents(crlf.as_bytes(), text.as_bytes());
        assert!(back.contains(&Accident::CrLfToLf), "{text:?}: {back:?}");
    }
    // A CR before the line end was there before: it is kept.
    assert_eq!(
        accidents(b"a\r\nb\n", b"a\r\r\nb\r\n"),
        [Accident::LfToCrLf]
    );
    // Where a line ends otherwise, not all were changed.
    assert_eq!(accidents(b"a\nb\n", b"a\r\nb\n"), []);
}

#[test]
fn bytes_that_became_characters_become_bytes_again() {
    let all: Vec<u8> = (0..=255).collect();
    let text: String = all.iter().copied().map(char::from).collect();
    assert_eq!(accidents(&all, text.as_bytes()), [Accident::Latin1ToUtf8]);
    // Nothing but ASCII: nothing changed.
    assert_eq!(accidents(b"other", b"plain"), []);
    // Characters beyond it are no bytes.
    let beyond = format!("{text}\u{20ac}");
    assert_eq!(accidents(&all, beyond.as_bytes()), []);
}

#[test]
fn a_cut_is_found_at_every_place_and_only_at_a_claimed_one() {
    let bytes: Vec<u8> = (1..=50).collect();
    for kept in 1..50 {
        let found = accidents(&bytes[..kept], &bytes);
        assert_eq!(found, [Accident::Appended { kept: kept as u64 }]);
    }
    let sought = Sought {
        stored: BTreeSet::from([Digest::sha256(&bytes[..20])]),
        cuts: BTreeSet::from([21, 0, 50, 51, u64::MAX]),
        ..Sought::default()
    };
    assert_eq!(look_at(&bytes, &sought), Look::default());
}

#[test]
fn zeros_at_the_end_are_counted_in_blocks() {
    let mut tar = vec![7; 600];
    let here = |zeros: usize| [vec![7; 600], vec![0; zeros]].concat();
    tar.resize(1024, 0);
    assert_eq!(
        accidents(&tar, &here(424 + 1024)),
        [
            Accident::Appended { kept: 1024 },
            Accident::ZerosAdded { bytes: 1024 }
        ]
    );
    assert_eq!(
        accidents(&here(424 + 512), &tar),
        [Accident::ZerosLost { bytes: 512 }]
    );
    assert_eq!(accidents(&here(424 + 500), &tar), []);
    // Zeros in the midst are no end.
    let holed = [here(9_000), vec![1]].concat();
    assert_eq!(accidents(&here(424), &holed)[1..], []);
}

#[test]
fn a_digest_of_another_algorithm_is_one_of_these_bytes() {
    let like: Digest = format!("sha512:{}", "0".repeat(128)).parse().unwrap();
    let sought = Sought {
        stored: BTreeSet::from([like.recompute(b"bytes").unwrap(), Digest::sha256(b"other")]),
        ..Sought::default()
    };
    let look = look_at(b"bytes", &sought);
    assert_eq!(look.clues.len(), 1);
    assert_eq!(look.clues[0].accident, Accident::OtherAlgorithm);
}

#[test]
fn nothing_is_found_where_nothing_fits_whatever_the_bytes_are() {
    let samples: [&[u8]; 7] = [
        b"",
        b"\n",
        b"\x1f\x8b",
        b"\x1f\x8b\x08\0broken",
        b"\x28\xb5\x2f\xfdbroken",
        b"\xfd7zXZ\0broken",
        b"BZh9broken",
    ];
    for bytes in samples {
        let sought = Sought {
            stored: BTreeSet::from([Digest::sha256(b"else")]),
            inside: BTreeSet::from([Digest::sha256(b"else inside")]),
            cuts: (0..10_000).collect(),
        };
        let found = look_at(bytes, &sought);
        assert_eq!(found, Look::default(), "{bytes:?}");
        assert!(sought.covers(&Sought::default()) && !Sought::default().covers(&sought));
    }
}
