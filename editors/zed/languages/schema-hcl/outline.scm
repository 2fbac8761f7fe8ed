; Blocks, by their word and their labels.

(block
  type: (identifier) @context
  label: (label)* @name) @item
