//! NHS numbers: ten digits of which the last is a check digit. A person's number is personal data:
//! it prints as `NhsNumber(…)`, and whoever shows it says so.

use std::fmt;
use std::str::FromStr;

/// An NHS number whose check digit is right. It has no `Display`, so that it does not slip into a log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber([u8; 10]);

/// What was given is not an NHS number. It does not hold what was given: that may be somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnNhsNumber {
    /// Something other than ten digits.
    #[error("an NHS number has ten digits")]
    NotTenDigits,
    /// The check digit does not fit the others: a digit is wrong or two are in each other's place.
    #[error("the last digit of an NHS number checks the others, and here it does not fit")]
    CheckDigit,
}

impl NhsNumber {
    /// The ten digits, for a record or a key.
    pub fn digits(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only digits get past from_str")
    }

    /// The number as people read it, `943 476 5919` (NHS Data Dictionary and the common user
    /// interface's display rules: three, three and four digits). For the eyes of those who may see it.
    pub fn shown(&self) -> String {
        let digits = self.digits();
        format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
    }
}

impl FromStr for NhsNumber {
    type Err = NotAnNhsNumber;

    /// Takes spaces and hyphens out and checks the last digit (NHS Data Dictionary, NHS NUMBER:
    /// weights 10 to 2, modulus 11; 11 counts as 0, and 10 is no number).
    fn from_str(text: &str) -> Result<Self, NotAnNhsNumber> {
        let mut digits = [0; 10];
        let mut many = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
            if many == digits.len() || !byte.is_ascii_digit() {
                return Err(NotAnNhsNumber::NotTenDigits);
            }
            digits[many] = byte;
            many += 1;
        }
        if many < digits.len() {
            return Err(NotAnNhsNumber::NotTenDigits);
        }
        let weighed =
            (2..=10_u32).rev().zip(digits).map(|(weight, d)| weight * u32::from(d - b'0'));
        let check = (11 - weighed.sum::<u32>() % 11) % 11;
        if check == u32::from(digits[9] - b'0') {
            Ok(Self(digits))
        } else {
            Err(NotAnNhsNumber::CheckDigit)
        }
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_however_it_is_parted() {
        // NHS Data Dictionary, NHS NUMBER: the example 943 476 5919.
        for text in ["9434765919", "943 476 5919", "943-476-5919", " 9434765919 "] {
            let number: NhsNumber = text.parse().unwrap();
            assert_eq!((number.digits(), number.shown().as_str()), ("9434765919", "943 476 5919"));
        }
    }

    #[test]
    fn a_wrong_or_swapped_digit_is_noticed() {
        for text in ["9434765918", "9434765991", "4934765919", "1234567890"] {
            assert_eq!(text.parse::<NhsNumber>(), Err(NotAnNhsNumber::CheckDigit), "{text}");
        }
        // The check digit of 000000104 would be 10: no number begins so.
        for last in 0..=9 {
            assert!(format!("000000104{last}").parse::<NhsNumber>().is_err());
        }
    }

    #[test]
    fn other_than_ten_digits_is_no_number() {
        for text in ["", "943476591", "94347659190", "QQ123456C", "943476591X", "٩434765919"] {
            assert_eq!(text.parse::<NhsNumber>(), Err(NotAnNhsNumber::NotTenDigits), "{text}");
        }
    }

    #[test]
    fn a_number_does_not_slip_into_a_log() {
        let number: NhsNumber = "9434765919".parse().unwrap();
        assert_eq!(format!("{number:?}"), "NhsNumber(…)");
        let refused = "9434765918".parse::<NhsNumber>().unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("943"));
    }
}
