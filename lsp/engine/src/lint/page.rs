//! What a person reads about a code: the page under `docs/findings/`, and the answer of `mercator explain`.

use super::Code;

/// The documentation of a code. The states are HCL without the schema; what names no block of its own kind stands in a
/// table.
pub struct Doc {
    /// The state that is there.
    pub before: &'static str,
    /// The state whose plan is told.
    pub bad: &'static str,
    pub good: Good,
    pub why: &'static str,
    /// What is locked, and for how long.
    pub locks: &'static str,
    pub remedy: &'static str,
}

/// A better way.
pub enum Good {
    /// A state whose plan is not told.
    Hcl(&'static str),
    /// Statements to run instead.
    Sql(&'static str),
}

/// The page of a code, in Markdown.
pub fn code_page(code: &Code) -> String {
    let doc = &code.doc;
    let mut page = format!("# {}\n\n{}: {}.\n\n{}\n", code.code, code.severity.name(), code.summary, doc.why);
    let block = |language: &str, text: &str| format!("\n```{language}\n{text}\n```\n");
    page.push_str("\n## Bad\n");
    match (doc.before, doc.bad) {
        ("", bad) => page.push_str(&format!("\nIs added:\n{}", block("hcl", bad))),
        (before, "") => page.push_str(&format!("\nIs dropped:\n{}", block("hcl", before))),
        (before, bad) => {
            page.push_str(&format!("\nFrom\n{}\nto\n{}", block("hcl", before), block("hcl", bad)));
        }
    }
    page.push_str("\n## Good\n");
    page.push_str(&match doc.good {
        Good::Hcl(hcl) => block("hcl", hcl),
        Good::Sql(sql) => block("sql", sql),
    });
    page.push_str(&format!("\n## Locks\n\n{}\n\n## Remedy\n\n{}\n", doc.locks, doc.remedy));
    page.push_str(&format!(
        "\n## Suppress\n\n`check \"{}\" {{ skip = true }}` in the `lint` block of `atlas.hcl`.\n",
        code.code
    ));
    page.push_str(&format!("\nSource: <{}>\n", code.source));
    page
}

#[cfg(test)]
mod tests {
    use schema::{Dialect, Node, Value};

    use super::super::{ANALYZERS, Analyzer, LintOptions, lint};
    use super::*;
    use crate::tests::state;
    use crate::{Memo, Options, planned};

    /// The examples of a page say what they show: the bad one is told, the good one is not.
    #[test]
    fn examples_are_true() {
        let mut wrong = Vec::new();
        for analyzer in ANALYZERS {
            for code in analyzer.codes {
                if !is_told(analyzer, code, code.doc.bad) {
                    wrong.push(format!("{}: the bad example is not told", code.code));
                }
                if let Good::Hcl(good) = code.doc.good
                    && is_told(analyzer, code, good)
                {
                    wrong.push(format!("{}: the good example is told", code.code));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    /// The code is among the findings of the plan, in a dialect that the analyzer is for.
    fn is_told(analyzer: &Analyzer, code: &Code, after: &str) -> bool {
        let doc = &code.doc;
        let texts = [doc.before, after, doc.bad];
        let is_top = texts.iter().any(|text| ["table ", "schema "].iter().any(|word| text.starts_with(word)));
        let whole = |text: &str| {
            let text = expanded(text);
            let table = format!("table \"t\" {{\n  schema = schema.s\n  column \"id\" {{ type = int }}\n{text}\n}}");
            format!("schema \"s\" {{}}\n{}", if is_top { text } else { table })
        };
        let naming = Node {
            keyword: "naming".into(),
            attributes: vec![("match".into(), Value::String("^[a-z_]+$".into()))],
            ..Node::default()
        };
        let block = Node { keyword: "lint".into(), blocks: vec![naming], ..Node::default() };
        let mut options = LintOptions::from_block(&block).expect("it is a pattern");
        options.requested = [code.code.into()].into();
        let all = [Dialect::Postgres];
        analyzer.dialects.unwrap_or(&all).iter().any(|dialect| {
            let (from, to) = (state(&whole(doc.before), *dialect), state(&whole(after), *dialect));
            let mut engine = Options::new(*dialect);
            if code.code == "BC101" {
                let (key, _) = to.schema.of_kind(schema::ObjectKind::Table).next().expect("there is a table");
                let part = schema::Part::Whole;
                engine.renames = vec![crate::Rename { key: key.clone(), part, old: "t".into() }];
            }
            let memo = Memo::default();
            let planned = planned(&from, &to, &engine, &memo);
            let planned = planned.unwrap_or_else(|refusal| panic!("{}: {refusal}", code.code));
            lint(&planned, &engine, &options, &memo).iter().any(|finding| finding.code == code.code)
        })
    }

    /// `"1", /* to */ "3"` is `"1", "2", "3"`.
    fn expanded(text: &str) -> String {
        let Some((head, tail)) = text.split_once("\"1\", /* to */ \"") else { return text.to_owned() };
        let Some((last, rest)) = tail.split_once('"') else { return text.to_owned() };
        let last: usize = last.parse().expect("the last value is a number");
        let values: Vec<String> = (1..=last).map(|value| format!("\"{value}\"")).collect();
        format!("{head}{}{rest}", values.join(", "))
    }
}
