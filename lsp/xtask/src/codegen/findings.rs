//! A page per finding under `docs/findings/`, from the declarations beside the rules, and their list.

use super::Output;

pub(super) fn pages() -> Vec<Output> {
    let mut index = String::from(
        "# Findings\n\nGenerated from the rules in `lsp/project/src/check/` and the analyzers in `lsp/engine/src/lint/`;\n`mercator explain CODE` prints the same page.\n\n\
         | code | severity | what |\n| --- | --- | --- |\n",
    );
    let mut outputs = Vec::new();
    for rule in project::rules() {
        index.push_str(&format!("| [{0}]({0}.md) | {1} | {2} |\n", rule.code, rule.severity.name(), rule.summary));
        outputs.push(Output { path: format!("docs/findings/{}.md", rule.code), content: project::rule_page(rule) });
    }
    index.push_str("\n## Of plans\n\n| code | severity | what |\n| --- | --- | --- |\n");
    for code in engine::codes() {
        index.push_str(&format!("| [{0}]({0}.md) | {1} | {2} |\n", code.code, code.severity.name(), code.summary));
        outputs.push(Output { path: format!("docs/findings/{}.md", code.code), content: engine::code_page(code) });
    }
    outputs.push(Output { path: "docs/findings/README.md".to_owned(), content: index });
    outputs
}
