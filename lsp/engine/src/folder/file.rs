//! The text of a migration: a plan, each statement under its title, and what whoever runs it has to know.

use std::iter;

use crate::Plan;

/// Statements end with `;`, unless one of them has a `;` inside, as the body of a trigger does: then the file names another end.
/// See <https://atlasgo.io/versioned/new#custom-statements-delimiter>.
pub(super) fn text(plan: &Plan) -> String {
    let statements: Vec<String> =
        plan.statements.iter().map(|statement| format!("-- {}\n{};", statement.title(), statement.text)).collect();
    let mut head = String::new();
    let mut between = "\n".to_owned();
    if plan.statements.iter().any(|statement| statement.text.contains(';')) {
        let delimiter = delimiter(&statements);
        head += &format!("-- atlas:delimiter {}\n", delimiter.replace('\n', "\\n"));
        between = if delimiter.starts_with('\n') { delimiter } else { format!("\n{delimiter}\n") };
    }
    if plan.statements.iter().any(|statement| !statement.is_transactional) {
        head += "-- atlas:txmode none\n";
    }
    // What stands right above a statement is about that statement alone.
    if !head.is_empty() {
        head.push('\n');
    }
    head + &statements.join(&between) + "\n"
}

/// An end of statements that is in none of them.
fn delimiter(statements: &[String]) -> String {
    let marks = (1u32..).map(|number| format!("-- end {number}"));
    let mut marks = iter::once("\n\n\n".to_owned()).chain(marks);
    let is_free = |mark: &String| statements.iter().all(|statement| !statement.contains(mark.as_str()));
    marks.find(is_free).unwrap_or_default()
}
