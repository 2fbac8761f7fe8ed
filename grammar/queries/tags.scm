; Declarations: a labelled block, by its last label, and what refers to one.

(block
  type: (identifier)
  label: (label [(text) (identifier)] @name)
  .
  "{") @definition.class

(function_call name: (identifier) @name) @reference.call
