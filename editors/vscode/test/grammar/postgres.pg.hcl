# SYNTAX TEST "source.atlas.postgresql" "blocks, references, types and SQL"

table "users" {
# <----- storage.type.block.atlas
#     ^^^^^^^ string.quoted.double.label.atlas
#             ^ punctuation.section.block.begin.atlas
  schema = schema.public
# ^^^^^^ entity.other.attribute-name.atlas
#        ^ keyword.operator.assignment.atlas
#          ^^^^^^ storage.type.reference.atlas
#                 ^^^^^^ variable.other.member.atlas
  column "id" {
    type    = varchar(20)
#             ^^^^^^^ support.type.atlas
#                     ^^ constant.numeric.atlas
    null    = false
#             ^^^^^ constant.language.atlas
    default = sql("now()")
#             ^^^ support.function.raw.atlas
#                 ^^^^^^^ string.quoted.double.atlas
  }
  index "by_name" {
    where = "name <> 'x' /* no end"
  }
}
# <- punctuation.section.block.end.atlas
