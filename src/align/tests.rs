use super::*;

/// `=` for what is common, `<` and `>` for what is only left or right.
fn aligned(left: &str, right: &str) -> String {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let alignment = align(&left, &right);
    assert!(alignment.is_longest);
    let spelled = alignment.pairs.iter().map(|pair| match pair {
        Pair::Common(l, r) => {
            assert_eq!(left[*l], right[*r]);
            format!("={}", left[*l])
        }
        Pair::Left(l) => format!("<{}", left[*l]),
        Pair::Right(r) => format!(">{}", right[*r]),
    });
    spelled.collect()
}

#[test]
fn what_both_have_is_paired_in_the_order_of_both() {
    for (left, right, expected) in [
        ("", "", ""),
        ("ab", "ab", "=a=b"),
        ("ab", "abc", "=a=b>c"),
        ("abc", "xbz", "<a>x=b<c>z"),
        ("aab", "ab", "=a<a=b"),
        ("abcd", "acbd", "=a<b=c>b=d"),
        ("ab", "cd", "<a<b>c>d"),
        // The same item at the beginning and at the end is paired once.
        ("aba", "a", "=a<b<a"),
    ] {
        assert_eq!(aligned(left, right), expected, "{left} {right}");
    }
}

#[test]
fn exchanged_sides_pair_the_same_items() {
    let words = ["", "a", "ab", "ba", "abcab", "bacba", "ccab", "cabbac"];
    let swap = |pair: &Pair| match *pair {
        Pair::Common(l, r) => Pair::Common(r, l),
        Pair::Left(l) => Pair::Right(l),
        Pair::Right(r) => Pair::Left(r),
    };
    let commons = |pairs: Vec<Pair>| -> Vec<Pair> {
        let is_common = |pair: &Pair| matches!(pair, Pair::Common(..));
        pairs.into_iter().filter(is_common).collect()
    };
    for left in words {
        for right in words {
            let there = align(left.as_bytes(), right.as_bytes()).pairs;
            let back = align(right.as_bytes(), left.as_bytes()).pairs;
            let back: Vec<Pair> = back.iter().map(swap).collect();
            assert_eq!(commons(there), commons(back), "{left} {right}");
        }
    }
}

#[test]
fn beyond_the_limit_the_first_that_fits_is_taken() {
    let left: Vec<u32> = (0..2_000).collect();
    let right: Vec<u32> = (500..2_600).filter(|n| n % 7 != 0).collect();
    let alignment = align(&left, &right);
    assert!(!alignment.is_longest);
    let common = alignment.pairs.iter();
    let common = common.filter(|pair| matches!(pair, Pair::Common(..)));
    assert_eq!(common.count(), (500..2_000).filter(|n| n % 7 != 0).count());
    assert_eq!(
        alignment.pairs.len(),
        left.len() + right.len() - (500..2_000).filter(|n| n % 7 != 0).count()
    );
}
