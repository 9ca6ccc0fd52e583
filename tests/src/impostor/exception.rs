use super::Class;

/// Impostors that may pass, and why that harms nobody. Every case it covers must succeed: an exception that is not
/// needed, or not needed any more, is an error.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    pub instruction: &'static str,
    pub account: &'static str,
    pub class: Class,
    /// Names of the impostors; one `*` stands for any text.
    pub impostors: &'static [&'static str],
    pub why: &'static str,
}

impl Exception {
    pub fn covers(&self, instruction: &str, account: &str, class: Class, impostor: &str) -> bool {
        self.instruction == instruction
            && self.account == account
            && self.class == class
            && self.impostors.iter().any(|pattern| matches(pattern, impostor))
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        Some((head, tail)) => {
            text.len() >= head.len() + tail.len() && text.starts_with(head) && text.ends_with(tail)
        }
        None => pattern == text,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("usdc of *", "usdc of client 2") && matches("*", "") && matches("job 1", "job 1"));
        assert!(
            !matches("usdc of *", "eurc of client 2")
                && !matches("job 1", "job 12")
                && !matches("ab*bc", "abc")
        );
    }
}
