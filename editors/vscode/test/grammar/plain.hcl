# SYNTAX TEST "source.atlas.hcl" "a file whose dialect is not known; a half-typed line must not colour what follows"

table "users" {
# <----- entity.name.type.block.atlas
  comment = "not closed
# ^^^^^^^ variable.other.property.atlas
  column "id" {
# ^^^^^^ entity.name.type.block.atlas
    type = int // a comment
#              ^^^^^^^^^^^^ comment.line.double-slash.atlas
  }
}
