//! What several test files need: random valid HCL, and the shared files, which may be absent.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

pub mod states;

use std::path::{Path, PathBuf};

pub fn shared(path: &str) -> Option<PathBuf> {
    // A worktree may lie a folder deeper than the repository itself.
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = folders.map(|folder| folder.join("shared").join(path)).find(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: `shared/{path}` is not there");
    }
    found
}

pub fn hcl_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "hcl")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}

pub fn jsonl(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub const KEYWORDS: [&str; 8] = ["table", "enum", "schema", "view", "variable", "env", "function", "locals"];

pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// Makes valid HCL from a seed. With `flat` nothing is indented, so that nested blocks look like
/// top-level ones.
pub struct Generator {
    state: u64,
    pub flat: bool,
    out: String,
    /// Names are numbered, because one of the oracles takes no name twice.
    n_names: u32,
}

impl Generator {
    pub fn file(seed: u64, flat: bool) -> String {
        let mut generator = Generator { state: seed | 1, flat, out: String::new(), n_names: 0 };
        let n_items = generator.below(7);
        for _ in 0..n_items {
            generator.item(0);
        }
        generator.out
    }

    fn below(&mut self, n: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn number(&mut self) {
        self.n_names += 1;
        self.out += &self.n_names.to_string();
    }

    fn indent(&mut self, depth: usize) {
        if !self.flat {
            self.out.push_str(&"  ".repeat(depth));
        } else if self.below(12) == 0 {
            self.out.push(' ');
        }
    }

    fn line_end(&mut self) {
        let end = self.pick(&["\n", "\n", "\n", " # c }\n", " // {\n", "\r\n", "\n\n", " /* } */\n"]);
        self.put(end);
    }

    fn item(&mut self, depth: usize) {
        match self.below(12) {
            0 => {
                self.indent(depth);
                let comment =
                    self.pick(&["# table \"x\" {\n", "// \"\n", "/*\ntable \"y\" {\n*/\n", "/* a */ /* b */\n", "\n"]);
                self.put(comment);
            }
            1..=5 => {
                self.indent(depth);
                self.attribute(depth);
                self.line_end();
            }
            6 if depth > 0 => {
                self.indent(depth);
                self.header();
                self.put(" {");
                if self.below(2) == 0 {
                    self.put(" ");
                    self.attribute(8);
                }
                self.put(" }");
                self.line_end();
            }
            _ => self.block(depth),
        }
    }

    fn block(&mut self, depth: usize) {
        self.indent(depth);
        self.header();
        self.put(" {");
        self.line_end();
        if depth < 4 {
            let n_items = self.below(5);
            for _ in 0..n_items {
                self.item(depth + 1);
            }
        }
        self.indent(depth);
        self.put("}");
        self.line_end();
    }

    fn header(&mut self) {
        let keyword = if self.below(2) == 0 {
            self.pick(&KEYWORDS)
        } else {
            self.pick(&["column", "index", "é-b", "_x", "for", "in"])
        };
        self.put(keyword);
        for _ in 0..self.below(3) {
            let label = self.pick(&[" \"a\"", " \"b c\"", " id", " \"\"", "\"{\"", " \"$${x}\"", " \"\\\"\\u00e9\""]);
            self.put(label);
        }
    }

    fn attribute(&mut self, depth: usize) {
        let name = self.pick(&["type", "null", "schema", "a-b", "x1", "true", "日本"]);
        self.put(name);
        self.number();
        let equals = self.pick(&[" = ", "=", "  =  "]);
        self.put(equals);
        self.expr(depth.min(3), depth < 8);
    }

    fn expr(&mut self, depth: usize, line: bool) {
        let simple = depth >= 6;
        match self.below(if simple { 6 } else { 19 }) {
            0 => {
                let number = self.pick(&["0", "12", "1.5", "1e10", "1E-3", "2.5e+7"]);
                self.put(number);
            }
            1 => {
                let word = self.pick(&["true", "false", "null"]);
                self.put(word);
            }
            2 | 3 => {
                let path = self.pick(&[
                    "column.id",
                    "int",
                    "table[\"a b\"].column.x",
                    "var.list[0].y",
                    "a.*.b",
                    "a[*].b[1]",
                    "a.0",
                    "é.ü",
                ]);
                self.put(path);
            }
            4 => {
                let string = self.pick(&[
                    "\"\"",
                    "\"a b\"",
                    "\"{ } [ # //\"",
                    "\"\\\"\\\\\"",
                    "\"$${a} %%{b} $ %\"",
                    "\"\\u00e9\\U0001F600\"",
                ]);
                self.put(string);
            }
            5 => {
                let minus = self.pick(&["-1", "!a", "-a.b", "- 2"]);
                self.put(minus);
            }
            6 => self.list("[", "]", depth),
            7 => self.list("(", ")", depth),
            8 => {
                let name = self.pick(&["f", "varchar", "a::b", "provider::x::y"]);
                self.put(name);
                self.list("(", ")", depth);
            }
            9 => self.object(depth),
            10 => {
                self.expr(depth + 3, false);
                let op = self.pick(&[" + ", " - ", " * ", " / ", " % ", " == ", " != ", " && ", "||", " < ", " >= "]);
                self.put(op);
                self.expr(depth + 3, false);
            }
            11 => {
                self.expr(depth + 3, false);
                self.put(" ? ");
                self.expr(depth + 3, false);
                self.put(" : ");
                self.expr(depth + 3, false);
            }
            12 => {
                let open = self.pick(&["\"a${", "\"${~ ", "\"${"]);
                self.put(open);
                self.expr(depth + 2, false);
                let close = self.pick(&["}\"", " ~}b\"", "} {\"", "\n}\""]);
                self.put(close);
            }
            13 => {
                self.put("\"%{ if a }x%{ else }");
                self.put("%{~ for k, v in xs ~}${v}%{ endfor }%{ endif }\"");
            }
            14 => {
                let start = self.pick(&["[for x in ", "[\n  for x in ", "[for\nx in "]);
                self.put(start);
                self.expr(depth + 2, false);
                self.put(" : ");
                self.expr(depth + 2, false);
                let tail = self.pick(&["]", " if x]", "\n]", "\nif x != null\n]"]);
                self.put(tail);
            }
            15 => {
                let start = self.pick(&["{for k, v in ", "{\nfor k, v in ", "{for k,\nv in "]);
                self.put(start);
                self.expr(depth + 2, false);
                self.put(" : k => ");
                self.expr(depth + 2, false);
                let tail = self.pick(&["}", "... if k}", " if v }", "\n}"]);
                self.put(tail);
            }
            16 if line && depth <= 3 => {
                let heredoc = self.pick(&[
                    "<<EOT\ntable \"z\" {\n  }\n \"\nEOT",
                    "<<-SQL\n    select '{' # ${a.b}\n    SQL",
                    "<<X\nX y\n $${ %{ if a }b%{ endif }\n  X",
                    "<<é\né.\né",
                    "<<E\nE",
                ]);
                self.put(heredoc);
                // Nothing may follow the marker but the line end.
                self.put("\n");
                self.indent(0);
                self.put("after");
                self.number();
                self.put(" = 1");
            }
            _ => {
                self.put("g(a).b[0]");
            }
        }
    }

    fn list(&mut self, open: &str, close: &str, depth: usize) {
        self.put(open);
        let paren = open == "("
            && !self.out.ends_with("f(")
            && !self.out.ends_with("varchar(")
            && !self.out.ends_with("b(")
            && !self.out.ends_with("y(");
        let n_items = if paren { 1 } else { self.below(4) };
        for i in 0..n_items {
            if i > 0 {
                let comma = self.pick(&[", ", ",", ",\n", " , # c\n"]);
                self.put(comma);
            } else {
                let start = self.pick(&["", "", "\n", " # c\n  "]);
                self.put(start);
            }
            self.expr(depth + 2, false);
        }
        let end = if n_items > 0 && !paren { self.pick(&["", "", ",\n", "\n"]) } else { "" };
        self.put(end);
        self.put(close);
    }

    fn object(&mut self, depth: usize) {
        self.put("{");
        let n_entries = self.below(4);
        for i in 0..n_entries {
            if i > 0 {
                let comma = self.pick(&[", ", ",\n", "\n", " # c\n"]);
                self.put(comma);
            } else {
                let start = self.pick(&[" ", "\n", " # c\n"]);
                self.put(start);
            }
            match self.below(4) {
                0 => {
                    self.put("\"k");
                    self.number();
                    self.put("\"");
                }
                1 => {
                    self.put("(v");
                    self.number();
                    self.put(")");
                }
                2 => {
                    self.put("\"x${y}");
                    self.number();
                    self.put("\"");
                }
                _ => {
                    let key = self.pick(&["a", "b-c", "table"]);
                    self.put(key);
                    self.number();
                }
            }
            let assign = self.pick(&[" = ", ": ", "="]);
            self.put(assign);
            self.expr(depth + 2, false);
        }
        let end = if n_entries > 0 { self.pick(&["", " ", ",\n", "\n"]) } else { "" };
        self.put(end);
        self.put("}");
    }
}
