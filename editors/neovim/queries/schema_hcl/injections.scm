; Made of grammar/queries/injections.scm by `cargo xtask codegen`.

; SQL in schema HCL: by the marker of a heredoc, by the attribute, and in `sql(…)`. Interpolations are left out, and the
; pieces of one template are one text.

((heredoc
  (heredoc_start) @_start
  (text) @injection.content)
  (#any-of? @_start "<<SQL" "<<-SQL" "<<sql" "<<-sql" "<<PLPGSQL" "<<-PLPGSQL" "<<plpgsql" "<<-plpgsql")
  (#set! injection.language "sql")
  (#set! injection.combined))

; What a view, a function or a policy is made of.
((attribute
  name: (identifier) @_name
  value: (heredoc (text) @injection.content))
  (#any-of? @_name "as" "expr" "using" "with_check" "on" "where" "definition" "default")
  (#set! injection.language "sql")
  (#set! injection.combined))

((attribute
  name: (identifier) @_name
  value: (string (text) @injection.content))
  (#any-of? @_name "as" "expr" "using" "with_check" "where" "definition")
  (#set! injection.language "sql")
  (#set! injection.combined))

((function_call
  name: (identifier) @_name
  (arguments . [(string (text) @injection.content) (heredoc (text) @injection.content)]))
  (#eq? @_name "sql")
  (#set! injection.language "sql")
  (#set! injection.combined))

((comment) @injection.content
  (#set! injection.language "comment"))
