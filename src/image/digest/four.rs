//! SHA-256 of four messages at once: each step of FIPS 180-4, section 6.2.2, is
//! done for all four by one instruction, as each word of a vector belongs to
//! another message.
//!
//! WebAssembly has no instructions for SHA-256, as processors have, and one
//! message leaves its vectors three quarters empty. Four together take half of the
//! time that they take with `sha2`, one after the other, which uses vectors for the
//! message schedule. Three and an empty place are still faster; two are not.
//!
//! Elsewhere than in wasm the same steps work on arrays: that is how `cargo
//! test` sees them.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use arrays::{Four, add, and, four, shl, shr, swap_bytes, words, xor};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use vectors::{Four, add, and, four, shl, shr, swap_bytes, words, xor};

/// Bytes that are compressed at once.
pub type Block = [u8; 64];

/// The hash of the blocks so far.
pub type State = [u32; 8];

/// The first bits of the fractional parts of the cube roots of the first primes
/// (FIPS 180-4, section 4.2.2), sixteen rounds a row.
#[rustfmt::skip]
const ROUND_CONSTANTS: [[u32; 16]; 4] = [
    [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    ],
    [
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    ],
    [
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    ],
    [
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ],
];

/// Does what [`super::sha256::compress`] does, for four messages: as many
/// blocks of each as the shortest has.
pub fn compress(states: [State; 4], blocks: [&[Block]; 4]) -> [State; 4] {
    let mut columns = columns(&states);
    let [b0, b1, b2, b3] = blocks;
    for (((b0, b1), b2), b3) in b0.iter().zip(b1).zip(b2).zip(b3) {
        block(&mut columns, [b0, b1, b2, b3]);
    }
    let mut states = states;
    for (at, column) in columns.into_iter().enumerate() {
        for (state, word) in states.iter_mut().zip(words(column)) {
            if let Some(place) = state.get_mut(at) {
                *place = word;
            }
        }
    }
    states
}

/// The eight working variables, each of all four messages.
#[inline(always)]
fn columns([one, two, three, last]: &[State; 4]) -> [Four; 8] {
    macro_rules! column {
        ($at:literal) => {
            four(one[$at], two[$at], three[$at], last[$at])
        };
    }
    [
        column!(0),
        column!(1),
        column!(2),
        column!(3),
        column!(4),
        column!(5),
        column!(6),
        column!(7),
    ]
}

/// `x` rotated right by each of the first two or three, or shifted by what
/// follows `>>`, and all of that added without carry.
macro_rules! mix {
    ($x:expr, $one:literal, $two:literal, $three:literal) => {{
        let x = $x;
        xor(
            xor(
                xor(shr(x, $one), shl(x, 32 - $one)),
                xor(shr(x, $two), shl(x, 32 - $two)),
            ),
            xor(shr(x, $three), shl(x, 32 - $three)),
        )
    }};
    ($x:expr, $one:literal, $two:literal, >> $three:literal) => {{
        let x = $x;
        xor(
            xor(
                xor(shr(x, $one), shl(x, 32 - $one)),
                xor(shr(x, $two), shl(x, 32 - $two)),
            ),
            shr(x, $three),
        )
    }};
}

/// One round. `$bc` is `b ^ c` before it and `a ^ b` behind it, which is the
/// next round's: so the majority takes two operations and not four. What takes
/// longest to know is added last, since the next round waits for it.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $bc:ident, $word:expr) => {
        let choice = xor($g, and($e, xor($f, $g)));
        let t = add(add(add($h, $word), choice), mix!($e, 6, 11, 25));
        $d = add($d, t);
        let ab = xor($a, $b);
        let majority = xor($b, and(ab, $bc));
        $bc = ab;
        $h = add(t, add(mix!($a, 2, 13, 22), majority));
    };
}

/// One block of each message.
#[inline(always)]
fn block(state: &mut [Four; 8], blocks: [&Block; 4]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let mut bc = xor(b, c);
    let [first, rest @ ..] = &ROUND_CONSTANTS;
    // The variables change places instead of values.
    macro_rules! sixteen {
        ($word:ident) => {
            round!(a b c d e f g h, bc, $word!(0));
            round!(h a b c d e f g, bc, $word!(1));
            round!(g h a b c d e f, bc, $word!(2));
            round!(f g h a b c d e, bc, $word!(3));
            round!(e f g h a b c d, bc, $word!(4));
            round!(d e f g h a b c, bc, $word!(5));
            round!(c d e f g h a b, bc, $word!(6));
            round!(b c d e f g h a, bc, $word!(7));
            round!(a b c d e f g h, bc, $word!(8));
            round!(h a b c d e f g, bc, $word!(9));
            round!(g h a b c d e f, bc, $word!(10));
            round!(f g h a b c d e, bc, $word!(11));
            round!(e f g h a b c d, bc, $word!(12));
            round!(d e f g h a b c, bc, $word!(13));
            round!(c d e f g h a b, bc, $word!(14));
            round!(b c d e f g h a, bc, $word!(15));
        };
    }
    let mut message = message(blocks);
    macro_rules! given {
        ($at:literal) => {
            add(
                message[$at],
                four(first[$at], first[$at], first[$at], first[$at]),
            )
        };
    }
    sixteen!(given);
    for constants in rest {
        macro_rules! scheduled {
            ($at:literal) => {{
                let (near, far) = (message[($at + 1) & 15], message[($at + 14) & 15]);
                let word = add(
                    add(message[$at], mix!(near, 7, 18, >> 3)),
                    add(message[($at + 9) & 15], mix!(far, 17, 19, >> 10)),
                );
                message[$at] = word;
                let constant = constants[$at];
                add(word, four(constant, constant, constant, constant))
            }};
        }
        sixteen!(scheduled);
    }
    // Spelled out: a build that is made small keeps a loop here and copies for
    // it, some hundredths of a block's time.
    let [a0, b0, c0, d0, e0, f0, g0, h0] = *state;
    *state = [
        add(a0, a),
        add(b0, b),
        add(c0, c),
        add(d0, d),
        add(e0, e),
        add(f0, f),
        add(g0, g),
        add(h0, h),
    ];
}

/// The sixteen words of a block, each of all four messages.
#[inline(always)]
fn message(blocks: [&Block; 4]) -> [Four; 16] {
    let [one, two, three, last] = blocks;
    macro_rules! word {
        ($block:ident, $at:literal) => {
            u32::from_le_bytes([
                $block[4 * $at],
                $block[4 * $at + 1],
                $block[4 * $at + 2],
                $block[4 * $at + 3],
            ])
        };
    }
    // They are big-endian: four are turned at once.
    macro_rules! column {
        ($at:literal) => {
            swap_bytes(four(
                word!(one, $at),
                word!(two, $at),
                word!(three, $at),
                word!(last, $at),
            ))
        };
    }
    [
        column!(0),
        column!(1),
        column!(2),
        column!(3),
        column!(4),
        column!(5),
        column!(6),
        column!(7),
        column!(8),
        column!(9),
        column!(10),
        column!(11),
        column!(12),
        column!(13),
        column!(14),
        column!(15),
    ]
}

/// Four words in one vector of 128 bits.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vectors {
    use core::arch::wasm32 as simd;

    pub use simd::{
        i32x4_add as add, u32x4 as four, v128 as Four, v128_and as and, v128_xor as xor,
    };

    #[inline(always)]
    pub fn shl(x: Four, bits: u32) -> Four {
        simd::u32x4_shl(x, bits)
    }

    #[inline(always)]
    pub fn shr(x: Four, bits: u32) -> Four {
        simd::u32x4_shr(x, bits)
    }

    #[inline(always)]
    pub fn swap_bytes(x: Four) -> Four {
        simd::u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(x, x)
    }

    pub fn words(x: Four) -> [u32; 4] {
        [
            simd::u32x4_extract_lane::<0>(x),
            simd::u32x4_extract_lane::<1>(x),
            simd::u32x4_extract_lane::<2>(x),
            simd::u32x4_extract_lane::<3>(x),
        ]
    }
}

/// Four words as an array.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod arrays {
    pub type Four = [u32; 4];

    pub fn four(one: u32, two: u32, three: u32, last: u32) -> Four {
        [one, two, three, last]
    }

    pub fn add([a, b, c, d]: Four, [e, f, g, h]: Four) -> Four {
        [
            a.wrapping_add(e),
            b.wrapping_add(f),
            c.wrapping_add(g),
            d.wrapping_add(h),
        ]
    }

    pub fn and([a, b, c, d]: Four, [e, f, g, h]: Four) -> Four {
        [a & e, b & f, c & g, d & h]
    }

    pub fn xor([a, b, c, d]: Four, [e, f, g, h]: Four) -> Four {
        [a ^ e, b ^ f, c ^ g, d ^ h]
    }

    pub fn shl(x: Four, bits: u32) -> Four {
        x.map(|word| word << bits)
    }

    pub fn shr(x: Four, bits: u32) -> Four {
        x.map(|word| word >> bits)
    }

    pub fn swap_bytes(x: Four) -> Four {
        x.map(u32::swap_bytes)
    }

    pub fn words(x: Four) -> [u32; 4] {
        x
    }
}
