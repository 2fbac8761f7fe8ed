//! Colours. Renderers of static pictures paint `var()` and `color-mix()` black, so that every mixture is computed here.

/// Which palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// How much of a colour the view mixes into others, where that is not as `editors/erd-view/tokens.css` has it.
    pub(crate) fn shares(self) -> &'static str {
        match self {
            Theme::Light => "",
            Theme::Dark => "--tint:13%;--line-share:49%;--shadow:0 2px 8px #0008;",
        }
    }
}

/// The number of colours for schemas; they repeat after that.
pub(crate) const N_ACCENTS: usize = 8;

macro_rules! colours {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// All colours of a picture, ready to be written.
        #[derive(Clone, Debug)]
        pub(crate) struct Colours {
            $($(#[$doc])* pub(crate) $name: String,)*
            /// One for every accent.
            pub(crate) accents: Vec<Accent>,
        }

        impl Colours {
            /// References to variables of a style sheet instead of the colours themselves.
            pub(crate) fn variables() -> Colours {
                Colours {
                    $($name: format!("var(--{})", stringify!($name)),)*
                    accents: (0..N_ACCENTS).map(|k| Accent::from_parts(|part| format!("var(--{part}{k})"))).collect(),
                }
            }

            /// What the variables stand for.
            pub(crate) fn declarations(&self) -> String {
                let mut text = String::new();
                $(text.push_str(&format!("--{}:{};", stringify!($name), self.$name));)*
                for (k, accent) in self.accents.iter().enumerate() {
                    for (part, colour) in accent.parts() {
                        text.push_str(&format!("--{part}{k}:{colour};"));
                    }
                }
                text
            }
        }
    };
}

colours! {
    background,
    text,
    card,
    border,
    secondary,
    /// Outlines of chips.
    chip,
    line,
    focus,
    primary_key,
    foreign_key,
    added,
    changed,
    dropped,
    /// Rows that were added, changed, dropped.
    added_row,
    changed_row,
    dropped_row,
    problem,
    warning,
}

/// The colours of a schema.
#[derive(Clone, Debug)]
pub(crate) struct Accent {
    pub(crate) plain: String,
    pub(crate) header: String,
    pub(crate) frame: String,
    pub(crate) outline: String,
    pub(crate) label: String,
}

impl Accent {
    fn from_parts(part: impl Fn(&str) -> String) -> Accent {
        Accent {
            plain: part("accent"),
            header: part("header"),
            frame: part("frame"),
            outline: part("outline"),
            label: part("label"),
        }
    }

    fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("accent", &self.plain),
            ("header", &self.header),
            ("frame", &self.frame),
            ("outline", &self.outline),
            ("label", &self.label),
        ]
    }
}

/// The tokens of an editor's theme that a picture uses.
struct Tokens {
    background: Rgb,
    text: Rgb,
    card: Rgb,
    border: Rgb,
    secondary: Rgb,
    focus: Rgb,
    primary_key: Rgb,
    foreign_key: Rgb,
    added: Rgb,
    changed: Rgb,
    dropped: Rgb,
    problem: Rgb,
    warning: Rgb,
    accents: [Rgb; N_ACCENTS],
    /// How much of the text is in a line, and of the accent in a header.
    line: f64,
    header: f64,
}

type Rgb = u32;

const LIGHT: Tokens = Tokens {
    background: 0xffffff,
    text: 0x3b3b3b,
    card: 0xffffff,
    border: 0xd0d3d8,
    secondary: 0x6a6f76,
    focus: 0x005fb8,
    primary_key: 0xa67c00,
    foreign_key: 0x0b6bcb,
    added: 0x1a7f37,
    changed: 0x9a6700,
    dropped: 0xc4312b,
    problem: 0xc4312b,
    warning: 0x9a6700,
    accents: [0x0b6bcb, 0x0b7f72, 0x7c4fc4, 0xb35c00, 0xb0357a, 0x4457c9, 0x66721a, 0x53677a],
    line: 0.57,
    header: 0.09,
};

const DARK: Tokens = Tokens {
    background: 0x1f1f1f,
    text: 0xcccccc,
    card: 0x262626,
    border: 0x3c3c3c,
    secondary: 0x9d9d9d,
    focus: 0x2f8fe8,
    primary_key: 0xdfb43c,
    foreign_key: 0x4daafc,
    added: 0x6fca86,
    changed: 0xe0b354,
    dropped: 0xf1766c,
    problem: 0xf1766c,
    warning: 0xe0b354,
    accents: [0x4daafc, 0x2fb8a6, 0xb48ef0, 0xe39a4f, 0xe27fb2, 0x8ea4ff, 0xa9b665, 0x8fa3b5],
    line: 0.49,
    header: 0.13,
};

impl Theme {
    pub(crate) fn colours(self) -> Colours {
        let tokens = match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        };
        let hex = |colour: Rgb| format!("#{colour:06x}");
        let row = |colour: Rgb| hex(mix(colour, tokens.card, 0.15));
        let accent = |colour: &Rgb| Accent {
            plain: hex(*colour),
            header: hex(mix(*colour, tokens.card, tokens.header)),
            frame: hex(mix(*colour, tokens.background, 0.04)),
            outline: hex(mix(*colour, tokens.background, 0.45)),
            label: hex(mix(*colour, tokens.text, 0.85)),
        };
        Colours {
            background: hex(tokens.background),
            text: hex(tokens.text),
            card: hex(tokens.card),
            border: hex(tokens.border),
            secondary: hex(tokens.secondary),
            chip: hex(mix(tokens.secondary, tokens.card, 0.65)),
            line: hex(mix(tokens.text, tokens.background, tokens.line)),
            focus: hex(tokens.focus),
            primary_key: hex(tokens.primary_key),
            foreign_key: hex(tokens.foreign_key),
            added: hex(tokens.added),
            changed: hex(tokens.changed),
            dropped: hex(tokens.dropped),
            added_row: row(tokens.added),
            changed_row: row(tokens.changed),
            dropped_row: row(tokens.dropped),
            problem: hex(tokens.problem),
            warning: hex(tokens.warning),
            accents: tokens.accents.iter().map(accent).collect(),
        }
    }
}

/// So much of one colour in another, channel by channel.
fn mix(colour: Rgb, into: Rgb, share: f64) -> Rgb {
    let channel = |shift: u32| {
        let of = |colour: Rgb| f64::from((colour >> shift) & 0xff);
        ((of(colour) * share + of(into) * (1.0 - share)).round() as u32) << shift
    };
    channel(16) | channel(8) | channel(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast of two colours by the formula of WCAG 2.
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            let colour = u32::from_str_radix(&hex[1..], 16).expect("a colour");
            let channel = |shift: u32| {
                let value = f64::from((colour >> shift) & 0xff) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_and_lines_can_be_seen() {
        for theme in [Theme::Light, Theme::Dark] {
            let colours = theme.colours();
            for accent in &colours.accents {
                assert!(contrast(&colours.text, &accent.header) >= 7.0);
                assert!(contrast(&accent.label, &accent.frame) >= 4.5);
                assert!(contrast(&colours.line, &accent.frame) >= 3.0, "{theme:?}");
            }
            assert!(contrast(&colours.secondary, &colours.card) >= 4.5);
            assert!(contrast(&colours.dropped, &colours.dropped_row) >= 3.0);
        }
    }
}
