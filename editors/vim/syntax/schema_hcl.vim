" Colours of schema HCL.
if exists('b:current_syntax')
  finish
endif

syntax match schemaHclComment /#.*$/
syntax match schemaHclComment +//.*$+
syntax region schemaHclComment start=+/\*+ end=+\*/+
syntax match schemaHclConstant /\<\%(true\|false\|null\)\>/
syntax match schemaHclBlock /^\s*\zs[[:alpha:]_][[:alnum:]_-]*\ze\%(\s\+\%("[^"]*"\|[[:alpha:]_][[:alnum:]_-]*\)\)*\s*{/
syntax match schemaHclAttribute /\<[[:alpha:]_][[:alnum:]_-]*\ze\s*=\%([^=>]\|$\)/
syntax match schemaHclFunction /\<[[:alpha:]_][[:alnum:]_-]*\ze(/
syntax match schemaHclNumber /\<\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?\>/
syntax region schemaHclString start=/"/ skip=/\\./ end=/"/ end=/$/ contains=schemaHclEscape,schemaHclSequence
syntax region schemaHclString matchgroup=schemaHclMarker start=/<<-\?\z([[:alpha:]_][[:alnum:]_-]*\)/ end=/^\s*\z1\s*$/ contains=schemaHclSequence
syntax match schemaHclEscape /\\\%(u\x\{4}\|U\x\{8}\|.\)/ contained
syntax region schemaHclSequence matchgroup=Special start=/[$%]\@<![$%]{/ end=/}/ contained contains=schemaHclString,schemaHclNumber,schemaHclFunction

highlight default link schemaHclComment Comment
highlight default link schemaHclBlock Statement
highlight default link schemaHclAttribute Identifier
highlight default link schemaHclFunction Function
highlight default link schemaHclConstant Constant
highlight default link schemaHclNumber Number
highlight default link schemaHclString String
highlight default link schemaHclMarker PreProc
highlight default link schemaHclEscape SpecialChar

let b:current_syntax = 'schema_hcl'
