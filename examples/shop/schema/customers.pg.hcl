enum "customer_status" {
  schema = schema.shop
  values = ["active", "blocked", "deleted"]
}

table "customers" {
  schema = schema.shop
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "email" {
    type = sql("shop.citext")
  }
  column "name" {
    type = text
  }
  column "status" {
    type    = enum.customer_status
    default = "active"
  }
  column "created_at" {
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.id]
  }
  index "customers_email" {
    unique  = true
    columns = [column.email]
  }
  check "customers_name_not_empty" {
    expr = "name <> ''"
  }
}

table "addresses" {
  schema = schema.shop
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "customer_id" {
    type = bigint
  }
  column "line" {
    type = text
  }
  column "city" {
    type = text
  }
  column "country" {
    type    = char(2)
    comment = "ISO 3166-1 alpha-2"
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "addresses_customer" {
    columns     = [column.customer_id]
    ref_columns = [table.customers.column.id]
    on_delete   = CASCADE
  }
  index "addresses_customer" {
    columns = [column.customer_id]
  }
}
