//! How wide text is, by a built-in table: the client's fonts are not known when boxes get their sizes.

/// A face at a size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Font {
    /// Titles: the user interface font, semibold.
    Title,
    /// Secondary text: the user interface font, small.
    Small,
    /// Names of columns: the editor font.
    Name,
    /// Types: the editor font, small.
    Type,
}

impl Font {
    fn size(self) -> f64 {
        match self {
            Font::Title => 13.0,
            Font::Small | Font::Type => 11.0,
            Font::Name => 11.5,
        }
    }
}

/// Thousandths of the size, for the letters from space to tilde in a humanist sans serif.
const SANS: [u16; 95] = [
    280, 290, 450, 640, 640, 850, 700, 250, 360, 360, 500, 660, 290, 460, 290, 370, 640, 460, 620, 640, 660, 620, 640,
    570, 630, 640, 290, 300, 660, 660, 660, 510, 960, 700, 650, 730, 730, 600, 590, 750, 750, 270, 560, 670, 560, 910,
    760, 770, 640, 770, 650, 640, 650, 740, 700, 990, 690, 680, 640, 360, 370, 360, 480, 460, 380, 570, 610, 570, 610,
    590, 370, 610, 600, 260, 260, 550, 260, 890, 600, 600, 610, 610, 390, 530, 370, 600, 560, 820, 560, 560, 550, 400,
    330, 400, 660,
];

/// The width of a text.
pub(crate) fn width(text: &str, font: Font) -> f64 {
    text.chars().map(|c| advance(c, font)).sum()
}

fn advance(c: char, font: Font) -> f64 {
    let em = match font {
        Font::Name | Font::Type if is_wide(c) => 1.2,
        Font::Name | Font::Type => 0.6,
        Font::Title | Font::Small if is_wide(c) => 1.0,
        Font::Title | Font::Small => {
            let entry = (c as usize).checked_sub(0x20).and_then(|k| SANS.get(k)).copied();
            f64::from(entry.unwrap_or(640)) / 1000.0
        }
    };
    // Semibold is a little wider than the table.
    em * font.size() * if font == Font::Title { 1.04 } else { 1.0 }
}

/// Scripts and signs that take the place of two letters.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f
        | 0xff00..=0xff60 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// A text that fits into a width.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fitted {
    pub(crate) text: String,
    /// Set where something was cut: then it must be drawn exactly this wide.
    pub(crate) length: Option<f64>,
}

/// The text itself, or cut in its middle.
pub(crate) fn fit(text: &str, font: Font, room: f64) -> Fitted {
    if width(text, font) <= room {
        return Fitted { text: text.to_owned(), length: None };
    }
    let letters: Vec<char> = text.chars().collect();
    let mut kept = letters.len().saturating_sub(1);
    loop {
        let head = kept.div_ceil(2);
        let cut: String =
            letters[..head].iter().chain(['…'].iter()).chain(&letters[letters.len() - (kept - head)..]).collect();
        if kept == 0 || width(&cut, font) <= room {
            return Fitted { length: Some(width(&cut, font).min(room)), text: cut };
        }
        kept -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_in_the_middle() {
        assert_eq!(fit("orders", Font::Name, 100.0), Fitted { text: "orders".into(), length: None });
        let cut = fit("a_very_long_column_name", Font::Name, 70.0);
        assert_eq!(cut.text, "a_ver…name");
        assert!(cut.length.is_some_and(|length| length <= 70.0));
        assert_eq!(fit("abc", Font::Name, 0.0).text, "…");
        assert!(width("表", Font::Title) > width("m", Font::Small));
    }
}
