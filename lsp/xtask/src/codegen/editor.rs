//! How VS Code pairs brackets, comments lines and indents, for all our languages alike.

use anyhow::Result;
use serde_json::json;

use super::{Output, json_text};

pub(super) const PATH: &str = "editors/vscode/language-configuration.json";

pub(super) fn language_configuration() -> Result<Output> {
    let pairs = json!([["{", "}"], ["[", "]"], ["(", ")"]]);
    let content = json_text(&json!({
        "comments": { "lineComment": "#", "blockComment": ["/*", "*/"] },
        "brackets": pairs,
        "colorizedBracketPairs": pairs,
        "autoClosingPairs": [
            { "open": "{", "close": "}" },
            { "open": "[", "close": "]" },
            { "open": "(", "close": ")" },
            { "open": "\"", "close": "\"", "notIn": ["string", "comment"] },
            { "open": "/*", "close": " */", "notIn": ["string"] },
        ],
        "autoCloseBefore": ";:.,=}])> \n\t",
        "surroundingPairs": [["{", "}"], ["[", "]"], ["(", ")"], ["\"", "\""]],
        "wordPattern": "[A-Za-z_][\\w-]*",
        "indentationRules": {
            "increaseIndentPattern": "^((?!#|//).)*[\\[{(]\\s*$",
            "decreaseIndentPattern": "^\\s*[\\]})]",
        },
        "folding": { "markers": { "start": "^\\s*(#|//)\\s*region\\b", "end": "^\\s*(#|//)\\s*endregion\\b" } },
        "onEnterRules": [
            {
                "beforeText": "^\\s*#(?!\\s*$).*$",
                "afterText": "\\S",
                "action": { "indent": "none", "appendText": "# " },
            },
        ],
    }))?;
    Ok(Output { path: PATH.to_owned(), content })
}
