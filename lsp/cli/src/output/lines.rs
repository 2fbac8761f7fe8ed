//! Lines and columns of offsets.

/// Where the lines of a text start.
pub(crate) struct LineIndex(Vec<u32>);

impl LineIndex {
    pub(crate) fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        LineIndex(starts)
    }

    /// From 0, in bytes.
    pub(crate) fn position(&self, offset: syntax::TextSize) -> (u32, u32) {
        let line = self.0.partition_point(|start| *start <= u32::from(offset)) - 1;
        (line as u32, u32::from(offset) - self.0[line])
    }
}
