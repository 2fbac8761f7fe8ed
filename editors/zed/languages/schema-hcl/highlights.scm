; Made of grammar/queries/highlights.scm by `cargo xtask codegen`.

; Colours. The names are those of tree-sitter's own list, which editors fall back to from longer ones.

(comment) @comment

; Bodies

(block type: (identifier) @keyword)
(label) @string
(label (identifier) @type)
(attribute name: (identifier) @property)
(object_element key: (identifier) @property)

; Names in expressions

(variable (identifier) @variable)
(get_attribute name: (identifier) @property)
(get_attribute name: (legacy_index) @number)
(for_intro variable: (identifier) @variable.parameter)
(directive variable: (identifier) @variable.parameter)
(function_call name: (identifier) @function)
(function_call name: (scoped_identifier (identifier) @function))

; The ends of a reference: `table.users.column.id` starts at a kind of block.
((get_attribute object: (variable (identifier) @type))
  (#any-of? @type
    "table" "view" "materialized" "column" "index" "enum" "schema" "function" "procedure" "trigger" "sequence"
    "composite" "domain" "range" "aggregate" "extension" "policy" "role" "user" "foreign_key" "primary_key" "check"))
((get_attribute object: (variable (identifier) @variable.builtin))
  (#any-of? @variable.builtin "var" "local" "data" "env" "atlas" "each" "self"))

; Values

(number) @number
(boolean) @constant.builtin
(null) @constant.builtin
(string) @string
(heredoc (text) @string)
(escape_sequence) @string.escape
(heredoc_start) @label
(heredoc_end) @label

; Words and marks

["for" "in"] @keyword
(for_condition "if" @keyword)
(directive ["if" "else" "endif" "endfor"] @keyword)
["=" "+" "-" "*" "/" "%" "!" "==" "!=" "<" "<=" ">" ">=" "&&" "||" "?" "=>"] @operator
(grouping) @operator
["..."] @operator
["." "," ":" "::"] @punctuation.delimiter
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
(label "\"" @string)
(interpolation ["${" "}"] @punctuation.special)
(directive ["%{" "}"] @punctuation.special)

(unopened) @error
