//! The letters of painted pictures: from fonts inside of the program, so that a picture is the same on every machine. Only a letter
//! that those do not have comes from a font of the machine.

use std::sync::Arc;

use resvg::usvg::{self, fontdb::Database};

const FONTS: [&[u8]; 4] = [
    include_bytes!("../../../../fonts/Inter-Regular.ttf"),
    include_bytes!("../../../../fonts/Inter-SemiBold.ttf"),
    include_bytes!("../../../../fonts/JetBrainsMono-Regular.ttf"),
    include_bytes!("../../../../fonts/JetBrainsMono-SemiBold.ttf"),
];

/// The letters that these fonts were cut down to.
const HELD: [(u32, u32); 13] = [
    (0x20, 0x7e),
    (0xa0, 0x24f),
    (0x300, 0x36f),
    (0x370, 0x52f),
    (0x1e00, 0x1eff),
    (0x2010, 0x2027),
    (0x2030, 0x203a),
    (0x20a0, 0x20bf),
    (0x2190, 0x2193),
    (0x21d2, 0x21d2),
    (0x2212, 0x2212),
    (0x25cf, 0x25cf),
    // Ends of lines are no letters.
    (0x0a, 0x0a),
];

fn is_held(letter: char) -> bool {
    HELD.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(letter)))
}

/// The drawing with its letters.
pub(super) fn tree(svg: &str) -> Result<usvg::Tree, String> {
    let mut fonts = Database::new();
    FONTS.iter().for_each(|font| fonts.load_font_data(font.to_vec()));
    fonts.set_sans_serif_family("Inter");
    fonts.set_monospace_family("JetBrains Mono");
    if !svg.chars().all(is_held) {
        fonts.load_system_fonts();
    }
    let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(|error| format!("the drawing cannot be read: {error}"))
}
