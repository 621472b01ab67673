//! With what somebody can sign in. One rule for the page of a user and for the review of accounts.

use crate::words;

/// All that an account has to sign in with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaysIn {
    /// Whether it has a password.
    pub password: bool,
    /// Whether an authenticator app stands beside the password.
    pub code_app: bool,
    /// How many passkeys it has.
    pub passkeys: u64,
    /// How many names at sign-in providers lead to it.
    pub links: u64,
}

impl WaysIn {
    /// The words for pages, one for each kind; none where nobody can sign in.
    pub fn words(self) -> Vec<String> {
        let of = |count: u64, one: &str, more: &str| match count {
            0 => None,
            count => Some(words::how_many(count, one, more)),
        };
        [
            self.password.then(|| "Password".to_owned()),
            self.code_app.then(|| "Authenticator app".to_owned()),
            of(self.passkeys, "passkey", "passkeys"),
            of(self.links, "link to a sign-in provider", "links to a sign-in provider"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether there is anything that could be lost besides the password.
    pub fn has_more_than_a_password(self) -> bool {
        self.code_app || self.passkeys > 0 || self.links > 0
    }

    /// Whether a password alone opens the account.
    pub fn is_password_only(self) -> bool {
        self.password && !self.has_more_than_a_password()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: WaysIn = WaysIn { password: true, code_app: false, passkeys: 0, links: 0 };

    #[test]
    fn every_way_in_is_named() {
        assert_eq!(WaysIn::default().words(), Vec::<String>::new());
        let all = WaysIn { code_app: true, passkeys: 2, links: 1, ..PASSWORD };
        let words = ["Password", "Authenticator app", "2 passkeys", "1 link to a sign-in provider"];
        assert_eq!(all.words(), words);
    }

    #[test]
    fn a_password_with_anything_beside_it_is_not_alone() {
        assert!(PASSWORD.is_password_only() && !WaysIn::default().is_password_only());
        for more in [
            WaysIn { code_app: true, ..PASSWORD },
            WaysIn { passkeys: 1, ..PASSWORD },
            WaysIn { links: 1, ..PASSWORD },
        ] {
            assert!(more.has_more_than_a_password() && !more.is_password_only(), "{more:?}");
        }
        let passkey_alone = WaysIn { password: false, passkeys: 1, ..PASSWORD };
        assert!(passkey_alone.has_more_than_a_password() && !passkey_alone.is_password_only());
    }
}
