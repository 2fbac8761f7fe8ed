; What stands inside of these is indented by one step; a closing bracket is not. Heredocs keep their text as it is.

[
  (block)
  (object)
  (for_object)
  (tuple)
  (for_tuple)
  (arguments)
  (parenthesized)
] @indent

["}" "]" ")"] @outdent
