//! The `Range` header (RFC 9110, section 14): one range of bytes.

/// What a `Range` header asks for, given the length of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Everything: no header, or one that servers must ignore.
    All,
    /// From the first to the last byte, inclusive, inside the whole.
    Part { first: u64, last: u64 },
    /// Bytes that do not exist.
    Outside,
}

/// Reads a `Range` header for a body of `length` bytes. Other units, several ranges and malformed
/// ones are ignored, as the standard allows.
pub(super) fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((first, last)) = header.and_then(|header| header.strip_prefix("bytes=")?.split_once('-')) else {
        return Wanted::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return Wanted::All;
    }
    // More digits than a u64 holds mean "beyond the end".
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    let (first, last) = match (first.is_empty(), last.is_empty()) {
        (true, true) => return Wanted::All,
        (true, false) => match number(last) {
            0 => return Wanted::Outside,
            suffix => (length.saturating_sub(suffix), length.saturating_sub(1)),
        },
        (false, true) => (number(first), length.saturating_sub(1)),
        (false, false) if number(last) < number(first) => return Wanted::All,
        (false, false) => (number(first), number(last).min(length.saturating_sub(1))),
    };
    if first >= length {
        return Wanted::Outside;
    }
    Wanted::Part { first, last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_the_standard() {
        let part = |first, last| Wanted::Part { first, last };
        for (header, expected) in [
            (None, Wanted::All),
            (Some("bytes=0-0"), part(0, 0)),
            (Some("bytes=3-5"), part(3, 5)),
            (Some("bytes=3-"), part(3, 9)),
            (Some("bytes=-4"), part(6, 9)),
            (Some("bytes=-40"), part(0, 9)),
            (Some("bytes=5-99999999999999999999999"), part(5, 9)),
            (Some("bytes=10-"), Wanted::Outside),
            (Some("bytes=-0"), Wanted::Outside),
            (Some("bytes=99999999999999999999999-"), Wanted::Outside),
            (Some("bytes=5-3"), Wanted::All),
            (Some("bytes=-"), Wanted::All),
            (Some("bytes=0-1,3-4"), Wanted::All),
            (Some("bytes=+1-2"), Wanted::All),
            (Some("rows=0-1"), Wanted::All),
            (Some("bytes"), Wanted::All),
        ] {
            assert_eq!(wanted(header, 10), expected, "{header:?}");
        }
    }
}
