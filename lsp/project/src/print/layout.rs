//! The text of a block: two blanks an indentation, `=` aligned in runs of neighbouring lines, children below.
//!
//! What comes out is canonical: the formatter leaves it alone. Strings with lines become heredocs where a heredoc
//! holds exactly that text.

use schema::{Node, Reference, Value};

use crate::text::{quoted, write_escaped};

const INDENT: &str = "  ";
const HEREDOC_END: &str = "SQL";

pub(super) fn write_block(out: &mut String, node: &Node) {
    write_nested(out, node, 0);
}

fn write_nested(out: &mut String, node: &Node, depth: usize) {
    indent(out, depth);
    out.push_str(&node.keyword);
    for label in &node.labels {
        out.push(' ');
        out.push_str(&quoted(label));
    }
    out.push_str(" {\n");
    write_attributes(out, node, depth + 1);
    for block in &node.blocks {
        write_nested(out, block, depth + 1);
    }
    indent(out, depth);
    out.push_str("}\n");
}

fn write_attributes(out: &mut String, node: &Node, depth: usize) {
    // A value that opens on its line and closes on another ends a run, and takes no part in it.
    let lines: Vec<(&str, String, bool)> = node
        .attributes
        .iter()
        .filter(|(_, value)| !value.has_unknown())
        .map(|(name, value)| {
            let text = attribute_text(value, depth);
            let is_open = opens(value);
            (name.as_str(), text, is_open)
        })
        .collect();
    for run in lines.chunk_by(|a, b| !a.2 && !b.2) {
        let width = run.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
        for (name, text, _) in run {
            indent(out, depth);
            out.push_str(name);
            (name.chars().count()..width).for_each(|_| out.push(' '));
            out.push_str(" = ");
            out.push_str(text);
            out.push('\n');
        }
    }
}

fn attribute_text(value: &Value, depth: usize) -> String {
    let mut text = String::new();
    match value {
        Value::String(string) if fits_heredoc(string) => write_heredoc(&mut text, string, depth),
        value => write_value(&mut text, value, depth),
    }
    text
}

/// A list of maps has a line for each; everything else stands on one line.
fn opens(value: &Value) -> bool {
    matches!(value, Value::List(values) if values.iter().any(|value| matches!(value, Value::Map(_))))
        || matches!(value, Value::Map(pairs) if !pairs.is_empty())
}

fn write_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Null | Value::Unknown => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(text) | Value::Word(text) => out.push_str(text),
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Sql(text) => {
            out.push_str("sql(");
            out.push_str(&quoted(text));
            out.push(')');
        }
        Value::Type(call) => {
            out.push_str(&call.name);
            if !call.args.is_empty() {
                out.push('(');
                write_separated(out, &call.args, depth);
                out.push(')');
            }
        }
        Value::Reference(reference) => write_reference(out, reference),
        Value::List(values) if opens(value) => {
            out.push_str("[\n");
            for value in values {
                indent(out, depth + 1);
                write_value(out, value, depth + 1);
                out.push_str(",\n");
            }
            indent(out, depth);
            out.push(']');
        }
        Value::List(values) => {
            out.push('[');
            write_separated(out, values, depth);
            out.push(']');
        }
        Value::Map(pairs) if pairs.is_empty() => out.push_str("{}"),
        Value::Map(pairs) => write_map(out, pairs, depth),
    }
}

fn write_map(out: &mut String, pairs: &[(smol_str::SmolStr, Value)], depth: usize) {
    let key = |name: &str| if is_identifier(name) { name.to_owned() } else { quoted(name) };
    out.push_str("{\n");
    let lines: Vec<(String, &Value)> = pairs.iter().map(|(name, value)| (key(name), value)).collect();
    for run in lines.chunk_by(|a, b| !opens(a.1) && !opens(b.1)) {
        let width = run.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in run {
            indent(out, depth + 1);
            out.push_str(name);
            (name.chars().count()..width).for_each(|_| out.push(' '));
            out.push_str(" = ");
            write_value(out, value, depth + 1);
            out.push('\n');
        }
    }
    indent(out, depth);
    out.push('}');
}

fn write_separated(out: &mut String, values: &[Value], depth: usize) {
    for (position, value) in values.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        write_value(out, value, depth);
    }
}

fn write_reference(out: &mut String, reference: &Reference) {
    for (position, step) in reference.steps.iter().enumerate() {
        if position == 0 {
            out.push_str(step);
        } else if is_identifier(step) {
            out.push('.');
            out.push_str(step);
        } else {
            out.push('[');
            out.push_str(&quoted(step));
            out.push(']');
        }
    }
}

/// A name that needs no quotes in any reader: letters that have a case, and ASCII. Others are alphabetic too, but
/// readers disagree on which of them may begin a name.
fn is_identifier(text: &str) -> bool {
    let is_letter = |c: char| c == '_' || c.is_lowercase() && c.is_alphabetic() || c.is_uppercase();
    text.chars().next().is_some_and(is_letter) && text.chars().all(|c| is_letter(c) || c == '-' || c.is_ascii_digit())
}

/// A heredoc ends with a line end, knows no escapes, and loses what all its lines are indented by.
fn fits_heredoc(text: &str) -> bool {
    let Some(lines) = text.strip_suffix('\n') else { return false };
    let is_blank = |line: &str| line.chars().all(char::is_whitespace);
    let is_flush = |line: &str| line.chars().next().is_some_and(|first| !first.is_whitespace());
    lines.split('\n').all(|line| line.trim() != HEREDOC_END)
        && lines.split('\n').any(is_flush)
        && lines.split('\n').all(|line| line.is_empty() || !is_blank(line))
        && text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control())
        // A sign before the sign that is doubled would be read as one with it.
        && !["$${", "%%{"].iter().any(|sign| text.contains(sign))
}

fn write_heredoc(out: &mut String, text: &str, depth: usize) {
    out.push_str("<<-");
    out.push_str(HEREDOC_END);
    out.push('\n');
    for line in text.lines() {
        if !line.is_empty() {
            indent(out, depth);
            write_escaped(out, line, String::push);
        }
        out.push('\n');
    }
    indent(out, depth);
    out.push_str(HEREDOC_END);
}

fn indent(out: &mut String, depth: usize) {
    (0..depth).for_each(|_| out.push_str(INDENT));
}
