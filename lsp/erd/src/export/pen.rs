//! Writing XML: escaped text, short numbers.

use std::fmt::{self, Display, Formatter};

/// Text for XML and HTML, between tags and in attributes.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\t' | '\n' | '\r' => f.write_str(" ")?,
                // XML has no way to write them.
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => f.write_str("\u{fffd}")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// A number with two decimals at most.
#[derive(Clone, Copy)]
pub(crate) struct Short(pub(crate) f64);

impl Display for Short {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 100.0).round() / 100.0;
        // Zero has a sign, too.
        write!(f, "{}", if rounded == 0.0 { 0.0 } else { rounded })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let text = Escaped("<a href='x'>&\"\u{0}]]>\n").to_string();
        assert_eq!(text, "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\u{fffd}]]&gt; ");
        assert_eq!(format!("{} {} {}", Short(-0.001), Short(1.0 / 3.0), Short(4.0)), "0 0.33 4");
    }
}
