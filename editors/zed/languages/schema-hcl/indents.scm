; What stands inside of these is indented by one step, up to the closing bracket.

(_ "{" "}" @end) @indent
(_ "[" "]" @end) @indent
(_ "(" ")" @end) @indent
