# A comment.
# <- comment
table "users" {
# <- keyword
#     ^ string
#             ^ punctuation.bracket
  schema = schema.public
  # <- property
  #      ^ operator
  #        ^ type
  #               ^ property
  column "id" {
    null = false
    # <- property
    #      ^ constant.builtin
    type = varchar(255)
    #      ^ function
    #              ^ number
    comment = "a \n ${var.x} b"
    #         ^ string
    #            ^ string.escape
    #               ^ punctuation.special
    #                 ^ variable.builtin
    #                     ^ property
  }
  as = <<-SQL
    select 1
    SQL
    # <- label
  list = [for k, v in m : upper(v) if k]
  #       ^ keyword
  #           ^ variable.parameter
  #                   ^ variable
  #                                ^ keyword
}
