//! Raster images, by their headers. SVG and HTML are text: a browser would run what
//! stands in them.

use super::number::{array, position, u16_be, u16_le, u32_be, u32_le};

/// A raster image that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    pub kind: PictureKind,
    /// Width and height in pixels, where the header says them.
    pub pixels: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureKind {
    Png,
    Jpeg,
    Gif,
    WebP,
    Bmp,
    Ico,
    Avif,
}

impl PictureKind {
    /// As it is written, in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Ico => "ICO",
            Self::Avif => "AVIF",
        }
    }

    /// What a browser must be told to show it: what follows `image/` in its media
    /// type (WHATWG MIME Sniffing, 6.1).
    #[must_use]
    pub fn media_subtype(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Bmp => "bmp",
            Self::Ico => "x-icon",
            Self::Avif => "avif",
        }
    }
}

impl Picture {
    /// Tells a picture by its first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let kind = kind(bytes)?;
        let pixels = match kind {
            PictureKind::Png => both(u32_be(bytes, 16), u32_be(bytes, 20)),
            PictureKind::Gif => short(u16_le(bytes, 6), u16_le(bytes, 8)),
            PictureKind::Jpeg => jpeg(bytes),
            PictureKind::WebP => webp(bytes),
            PictureKind::Bmp => bmp(bytes),
            PictureKind::Ico => ico(bytes),
            PictureKind::Avif => avif(bytes),
        };
        Some(Self { kind, pixels })
    }
}

fn kind(bytes: &[u8]) -> Option<PictureKind> {
    Some(match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => PictureKind::Png,
        [0xff, 0xd8, 0xff, ..] => PictureKind::Jpeg,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => PictureKind::Gif,
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => PictureKind::WebP,
        // Two letters are little: the sizes that its headers have are looked at, too.
        [b'B', b'M', ..] if matches!(u32_le(bytes, 14)?, 12 | 40 | 52 | 56 | 64 | 108 | 124) => {
            PictureKind::Bmp
        }
        // Some pictures, none of which is at the place of the headers.
        [0, 0, 1, 0, 1..=64, 0, _, _, _, 0, ..] if u32_le(bytes, 18)? >= 22 => PictureKind::Ico,
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'a',
            b'v',
            b'i',
            b'f' | b's',
            ..,
        ] => PictureKind::Avif,
        _ => return None,
    })
}

/// None is 0 pixels wide.
fn both(width: Option<u32>, height: Option<u32>) -> Option<(u32, u32)> {
    width
        .zip(height)
        .filter(|(width, height)| *width > 0 && *height > 0)
}

fn short(width: Option<u16>, height: Option<u16>) -> Option<(u32, u32)> {
    both(width.map(u32::from), height.map(u32::from))
}

/// The first frame header (ITU-T T.81, B.2.2), behind other segments.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xff, marker] = array(bytes, at)? else {
            return None;
        };
        match marker {
            // Fill bytes.
            0xff => at += 1,
            // Without DHT, JPG and DAC, which are in the same range.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return short(u16_be(bytes, at + 7), u16_be(bytes, at + 5));
            }
            // The picture itself, or its end.
            0xda | 0xd9 => return None,
            _ => at += 2 + usize::from(u16_be(bytes, at + 2)?),
        }
    }
}

/// RFC 9649, 2.5 to 2.7.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match &array::<4>(bytes, 12)? {
        b"VP8 " => {
            let size = |at| u16_le(bytes, at).map(|size| size & 0x3fff);
            short(size(26), size(28))
        }
        b"VP8L" => {
            let bits = u32_le(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let size = |at| {
                let [low, middle, high] = array(bytes, at)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            both(size(24), size(27))
        }
        _ => None,
    }
}

/// A height below 0 says that the rows go downwards.
fn bmp(bytes: &[u8]) -> Option<(u32, u32)> {
    if u32_le(bytes, 14)? == 12 {
        return short(u16_le(bytes, 18), u16_le(bytes, 20));
    }
    let size = |at| array(bytes, at).map(|size| i32::from_le_bytes(size).unsigned_abs());
    both(size(18), size(22))
}

/// The largest of the pictures; 0 stands for 256.
fn ico(bytes: &[u8]) -> Option<(u32, u32)> {
    let count = usize::from(u16_le(bytes, 4)?);
    let side = |at: usize| match bytes.get(at)? {
        0 => Some(256),
        side => Some(u32::from(*side)),
    };
    let entries = (0..count).map(|entry| 6 + 16 * entry);
    entries.filter_map(|at| both(side(at), side(at + 1))).max()
}

/// The property `ispe` of the first picture (ISO/IEC 23008-12, 6.5.3), which stands
/// near the start.
fn avif(bytes: &[u8]) -> Option<(u32, u32)> {
    const LOOKED_AT: usize = 4 << 10;
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let at = position(head, b"ispe")?;
    both(u32_be(head, at + 8), u32_be(head, at + 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(bytes: &[u8], kind: PictureKind, pixels: Option<(u32, u32)>) {
        assert_eq!(Picture::of(bytes), Some(Picture { kind, pixels }));
    }

    fn parts(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn headers_say_width_and_height() {
        let png = parts(&[
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
            &640_u32.to_be_bytes(),
            &480_u32.to_be_bytes(),
        ]);
        is(&png, PictureKind::Png, Some((640, 480)));
        is(
            b"GIF89a\x80\x02\xe0\x01",
            PictureKind::Gif,
            Some((640, 480)),
        );
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\x01\xe0\x02\x80";
        is(jpeg, PictureKind::Jpeg, Some((640, 480)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01";
        is(lossy, PictureKind::WebP, Some((640, 480)));
        let bits = (639_u32 | 479 << 14).to_le_bytes();
        let lossless = parts(&[b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f", &bits]);
        is(&lossless, PictureKind::WebP, Some((640, 480)));
        let extended = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
        is(extended, PictureKind::WebP, Some((640, 480)));
        let bmp = parts(&[
            b"BM",
            &[0; 12],
            &40_u32.to_le_bytes(),
            &640_u32.to_le_bytes(),
            &(-480_i32).to_le_bytes(),
        ]);
        is(&bmp, PictureKind::Bmp, Some((640, 480)));
        let entry = |side: u8| {
            parts(&[
                &[side, side, 0, 0, 1, 0, 32, 0],
                &9_u32.to_le_bytes(),
                &38_u32.to_le_bytes(),
            ])
        };
        is(
            &parts(&[b"\0\0\x01\0\x02\0", &entry(16), &entry(0)]),
            PictureKind::Ico,
            Some((256, 256)),
        );
        let avif = parts(&[
            b"\0\0\0\x1cftypavif",
            &[0; 20],
            b"ispe\0\0\0\0",
            &640_u32.to_be_bytes(),
            &480_u32.to_be_bytes(),
        ]);
        is(&avif, PictureKind::Avif, Some((640, 480)));
    }

    #[test]
    fn a_header_that_is_cut_says_no_size() {
        is(b"\x89PNG\r\n\x1a\n", PictureKind::Png, None);
        is(b"\xff\xd8\xff\xe0\0\x04", PictureKind::Jpeg, None);
        is(
            b"\xff\xd8\xff\xda\0\x04\xff\xc0\0\x11\x08\x01\xe0\x02\x80",
            PictureKind::Jpeg,
            None,
        );
        is(b"RIFF\0\0\0\0WEBP", PictureKind::WebP, None);
        is(b"GIF87a\0\0\0\0", PictureKind::Gif, None);
    }

    #[test]
    fn text_that_begins_alike_is_no_picture() {
        for bytes in [
            &b"BM is a kind of file, as people know"[..],
            b"BM",
            b"\0\0\x01\0",
            b"GIF8",
            b"<svg/>",
        ] {
            assert_eq!(Picture::of(bytes), None);
        }
    }
}
