# SYNTAX TEST "source.atlas.hcl" "a file whose dialect is not known; a half-typed line must not colour what follows"

table "users" {
# <----- storage.type.block
  comment = "not closed
# ^^^^^^^ entity.other.attribute-name
  column "id" {
# ^^^^^^ storage.type.block
    type = int // a comment
#              ^^^^^^^^^^^^ comment.line
  }
}
