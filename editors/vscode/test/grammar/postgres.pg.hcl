# SYNTAX TEST "source.atlas.postgresql" "blocks, references, types and SQL"

table "users" {
# <----- storage.type.block
#     ^^^^^^^ string.quoted.double.label
#             ^ punctuation.section.block.begin
  schema = schema.public
# ^^^^^^ entity.other.attribute-name
#        ^ keyword.operator.assignment
#          ^^^^^^ storage.type.reference
#                 ^^^^^^ variable.other.member
  column "id" {
    type    = varchar(20)
#             ^^^^^^^ support.type
#                     ^^ constant.numeric
    null    = false
#             ^^^^^ constant.language
    default = sql("now()")
#             ^^^ support.function.raw
#                 ^^^^^^^ string.quoted.double
  }
  index "by_name" {
    where = "name <> 'x' /* no end"
  }
}
# <- punctuation.section.block.end
