//! The order in which a person wants the rows of a table.

use std::cmp::Ordering;

use crate::sorting::sort_by;

/// A column by which a table can be sorted.
pub trait Column: Copy + PartialEq + 'static {
    const ALL: &'static [Self];
    /// By which it is remembered.
    fn word(self) -> &'static str;
}

/// A table's order; where there is none it stands as in what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order<C> {
    pub column: C,
    pub descending: bool,
}

/// Behind the word of a column, when it is remembered.
const DESCENDING: &str = "-descending";

impl<C: Column> Order<C> {
    /// What the button of a column makes of an order: up, down, none.
    #[must_use]
    pub fn after(order: Option<Self>, column: C) -> Option<Self> {
        let descending = match order.filter(|order| order.column == column) {
            None => false,
            Some(order) if !order.descending => true,
            Some(_) => return None,
        };
        Some(Self { column, descending })
    }

    /// What `aria-sort` says of a column.
    #[must_use]
    pub fn aria(order: Option<Self>, column: C) -> Option<&'static str> {
        let order = order.filter(|order| order.column == column)?;
        Some(match order.descending {
            true => "descending",
            false => "ascending",
        })
    }

    /// To be remembered; empty for none.
    #[must_use]
    pub fn word(order: Option<Self>) -> String {
        let word = order.map(|order| (order.column.word(), order.descending));
        match word {
            None => String::new(),
            Some((word, false)) => word.to_owned(),
            Some((word, true)) => format!("{word}{DESCENDING}"),
        }
    }

    /// What was remembered.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let (name, descending) = match word.strip_suffix(DESCENDING) {
            Some(name) => (name, true),
            None => (word, false),
        };
        let column = C::ALL.iter().find(|column| column.word() == name)?;
        Some(Self {
            column: *column,
            descending,
        })
    }
}

/// Brings `rows` into an order; rows that `compare` holds to be equal stay as they
/// were.
pub(super) fn sort<T, C: Column>(
    rows: &mut Vec<T>,
    order: Option<Order<C>>,
    compare: impl Fn(C, &T, &T) -> Ordering,
) {
    if let Some(Order { column, descending }) = order {
        sort_by(rows, |one, other| match descending {
            true => compare(column, other, one),
            false => compare(column, one, other),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Of {
        Name,
        Size,
    }

    impl Column for Of {
        const ALL: &'static [Self] = &[Self::Name, Self::Size];

        fn word(self) -> &'static str {
            match self {
                Self::Name => "name",
                Self::Size => "size",
            }
        }
    }

    #[test]
    fn a_button_sorts_up_and_down_and_then_no_more() {
        let first = Order::after(None, Of::Size);
        assert_eq!(Order::aria(first, Of::Size), Some("ascending"));
        assert_eq!(Order::aria(first, Of::Name), None);
        let second = Order::after(first, Of::Size);
        assert_eq!(Order::aria(second, Of::Size), Some("descending"));
        assert_eq!(Order::after(second, Of::Size), None);
        assert_eq!(Order::after(second, Of::Name), Order::after(None, Of::Name));
    }

    #[test]
    fn an_order_is_remembered() {
        for order in [
            None,
            Order::after(None, Of::Name),
            Order::after(Order::after(None, Of::Size), Of::Size),
        ] {
            assert_eq!(Order::<Of>::of_word(&Order::word(order)), order);
        }
        assert_eq!(Order::<Of>::of_word("other"), None);
    }

    #[test]
    fn rows_that_are_equal_stay_as_they_were_either_way() {
        let rows = [("b", 1), ("a", 2), ("c", 1)];
        for (descending, sorted) in [(false, ["b", "c", "a"]), (true, ["a", "b", "c"])] {
            let mut rows = rows.to_vec();
            let order = Some(Order {
                column: Of::Size,
                descending,
            });
            sort(&mut rows, order, |_, one, other| one.1.cmp(&other.1));
            let names: Vec<&str> = rows.iter().map(|row| row.0).collect();
            assert_eq!(names, sorted);
        }
    }
}
