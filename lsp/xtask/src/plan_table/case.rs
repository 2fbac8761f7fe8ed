//! The format of a case file, read and printed.
//!
//! ```text
//! what stands before every document
//! # table.column            a block of the facts, and a document that holds one
//! table "t" {
//!   column "c" {
//!     $0                    where the states of a case stand
//!   }
//! }
//! ## create                 the whole block comes; `drop` and `rename` likewise
//! | CREATE TABLE …          a statement of the plan; `refused: …` where there is none
//! ## comment
//! = a reason                why no SQL follows, or why the case cannot be run
//! @ 18                      the first version of the server that can
//! ! a reason                why it is not run on servers
//! > comment = "a"           a state: lines in place of `$0`, instead of lines beside it that set the same name
//! + more lines of it        `!name` takes away what is set beside it
//! > comment = "b"
//! | COMMENT ON …            what leads there from the state before
//! ```

use anyhow::{Context, Result, bail};

use super::planned::Planned;

pub(super) struct File {
    pub(super) prelude: String,
    pub(super) sections: Vec<Section>,
}

#[derive(Clone)]
pub(super) struct Section {
    /// The path of the block in the facts.
    pub(super) path: String,
    pub(super) document: String,
    pub(super) cases: Vec<Case>,
}

#[derive(Clone, Default)]
pub(super) struct Case {
    /// `create`, `drop`, `rename`, or an attribute.
    pub(super) name: String,
    pub(super) reason: Option<String>,
    pub(super) version: Option<u16>,
    pub(super) unproven: Option<String>,
    /// None where the states follow from the document.
    pub(super) states: Vec<State>,
    /// Of each state, or of the one step that a case without states has.
    pub(super) expected: Vec<Vec<String>>,
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) lines: Vec<String>,
}

impl File {
    pub(super) fn parse(text: &str) -> Result<File> {
        let mut file = File { prelude: String::new(), sections: Vec::new() };
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("## ") {
                let section = file.sections.last_mut().context("a case before the first section")?;
                section.cases.push(Case { name: name.to_owned(), ..Case::default() });
            } else if let Some(path) = line.strip_prefix("# ") {
                file.sections.push(Section { path: path.to_owned(), document: String::new(), cases: Vec::new() });
            } else if let Some(section) = file.sections.last_mut() {
                match section.cases.last_mut() {
                    Some(case) => case.read(line)?,
                    None => section.document += &format!("{line}\n"),
                }
            } else {
                file.prelude += &format!("{line}\n");
            }
        }
        Ok(file)
    }

    pub(super) fn print(&self) -> String {
        let mut text = self.prelude.clone();
        for section in &self.sections {
            text += &format!("# {}\n{}", section.path, section.document);
            for case in &section.cases {
                text += &format!("## {}\n", case.name);
                case.print(&mut text);
            }
            text += "\n";
        }
        text.truncate(text.trim_end().len());
        text + "\n"
    }
}

impl Case {
    fn read(&mut self, line: &str) -> Result<()> {
        let rest = line.get(2..).unwrap_or_default().to_owned();
        match line.as_bytes().first() {
            None => {}
            Some(b'=') => self.reason = Some(rest),
            Some(b'@') => self.version = Some(rest.parse()?),
            Some(b'!') => self.unproven = Some(rest),
            Some(b'>') => {
                self.states.push(State { lines: if rest.is_empty() { Vec::new() } else { vec![rest] } });
                self.expected.push(Vec::new());
            }
            Some(b'+') => self.states.last_mut().context("`+` before a state")?.lines.push(rest),
            Some(b'|') => {
                if self.expected.is_empty() {
                    self.expected.push(Vec::new());
                }
                self.expected.last_mut().context("no state")?.push(rest);
            }
            Some(_) => bail!("not a line of a case: {line}"),
        }
        Ok(())
    }

    fn print(&self, text: &mut String) {
        let marked = [
            ("=", self.reason.clone()),
            ("@", self.version.map(|version| version.to_string())),
            ("!", self.unproven.clone()),
        ];
        for (mark, what) in marked.into_iter().filter_map(|(mark, what)| Some((mark, what?))) {
            *text += &format!("{mark} {what}\n");
        }
        let no_states = [State { lines: Vec::new() }];
        let states = if self.states.is_empty() { no_states.as_slice() } else { &self.states };
        for (at, state) in states.iter().enumerate() {
            if !self.states.is_empty() {
                let first = state.lines.first().map_or(String::new(), |line| format!(" {line}"));
                *text += &format!(">{first}\n");
            }
            for line in state.lines.iter().skip(1) {
                *text += &format!("+ {line}\n");
            }
            for line in self.expected.get(at).into_iter().flatten() {
                *text += &format!("| {line}\n");
            }
        }
    }

    /// It has nothing to run, only a reason.
    pub(super) fn is_told(&self) -> bool {
        self.reason.is_some() && self.states.is_empty()
    }

    /// Writes down what was planned.
    pub(super) fn expect(&mut self, steps: &[Planned]) {
        let lines = |planned: &Planned| planned.step.as_ref().map(super::planned::lines).unwrap_or_default();
        let mut expected: Vec<Vec<String>> = steps.iter().map(lines).collect();
        if self.states.is_empty() && !expected.is_empty() {
            expected.remove(0);
        }
        self.expected = expected;
    }

    /// A plan that is empty without a reason, or a reason that is none.
    pub(super) fn problem(&self, steps: &[Planned]) -> Option<String> {
        if self.is_told() {
            return None;
        }
        let outcomes: Vec<_> = steps.iter().filter_map(|step| step.step.as_ref()).collect();
        if outcomes.is_empty() {
            return Some("one state is no change".to_owned());
        }
        let is_empty = |outcome: &&super::Outcome| outcome.as_ref().is_ok_and(|plan| plan.is_empty());
        match (outcomes.iter().any(is_empty), &self.reason) {
            (true, None) => Some("nothing is planned, and no reason is given".to_owned()),
            (false, Some(reason)) => Some(format!("it is planned, although: {reason}")),
            _ => None,
        }
    }
}
