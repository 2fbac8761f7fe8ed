; Made of grammar/queries/locals.scm by `cargo xtask codegen`.

; The names that a for expression declares hold inside of it.

[
  (for_tuple)
  (for_object)
] @local.scope

(for_intro variable: (identifier) @local.definition)

(variable (identifier) @local.reference)
