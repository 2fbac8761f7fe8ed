; Made of grammar/queries/folds.scm by `cargo xtask codegen`.

; What can be folded away.

[
  (block)
  (object)
  (for_object)
  (tuple)
  (for_tuple)
  (arguments)
  (heredoc)
  (comment)
] @fold
