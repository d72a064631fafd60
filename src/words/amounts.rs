//! Sizes and counts, and the ways to what is not shown of a long list.

messages! { amounts;
    bytes_in_full(n) "{n} {n|byte|bytes}";
    size_and_bytes(size, n) "{size} ({n} {n|byte|bytes})";
    bytes_and_size(n, size) "{n} {n|byte|bytes} ({size})";
    done_of(done, total) "{done} of {total}";
    rate(size) "{size}/s";
    rate_and_time_left(size, left) "{size}/s, {left} left";
    seconds(s) "{s} s";
    minutes(m, s) "{m} min {s} s";
    hours(h, m) "{h} h {m} min";
    show_more(n) "Show {n} more…";
    show_more_of(n, all) "Show {n} of {all} more…";
    show_all_bytes(size) "Show all {size}…";
    show_all_lines(n) "Show all {n} lines…";
    show_all_characters(n) "Show all {n} characters";
    show_only_the_beginning() "Show only the beginning";
    and_more(n) "and {n} more…";
    more_characters(n) "… and {n} more {n|character|characters}";
}
