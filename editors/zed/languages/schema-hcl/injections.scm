; Made of grammar/queries/injections.scm by `cargo xtask codegen`.

; SQL in schema HCL: by the attribute, in `sql(…)`, and by the marker of a heredoc. Interpolations are left out, and the
; pieces of one template are one text.

; The attributes that the facts of the languages call SQL.
((attribute
  name: (identifier) @_name
  value: [(string (text) @injection.content) (heredoc (text) @injection.content)])
  (#any-of? @_name
    "as" "baseline" "check" "expr" "init" "migration" "query" "sql" "ttl" "using" "when" "where")
  (#set! injection.language "sql")
  (#set! injection.combined))

((function_call
  name: (identifier) @_name
  (arguments . [(string (text) @injection.content) (heredoc (text) @injection.content)]))
  (#eq? @_name "sql")
  (#set! injection.language "sql")
  (#set! injection.combined))

((heredoc
  (heredoc_start) @_start
  (text) @injection.content)
  (#any-of? @_start "<<SQL" "<<-SQL" "<<sql" "<<-sql" "<<PLPGSQL" "<<-PLPGSQL" "<<plpgsql" "<<-plpgsql")
  (#set! injection.language "sql")
  (#set! injection.combined))

; `format { migrate { apply = "{{ … }}" } }` of an env: templates of Go.
((block
  type: (identifier) @_block
  body: (body (block body: (body (attribute
    value: [(string (text) @injection.content) (heredoc (text) @injection.content)])))))
  (#eq? @_block "format")
  (#set! injection.language "gotmpl")
  (#set! injection.combined))

((comment) @injection.content
  (#set! injection.language "comment"))
