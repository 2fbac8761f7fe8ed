domain "price" {
  schema = schema.shop
  type   = numeric(12, 2)
  check "price_not_negative" {
    expr = "VALUE >= 0"
  }
}

table "categories" {
  schema = schema.shop
  column "id" {
    type = int
    identity {
      generated = ALWAYS
    }
  }
  column "parent_id" {
    type = int
    null = true
  }
  column "name" {
    type = text
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "categories_parent" {
    columns     = [column.parent_id]
    ref_columns = [column.id]
    on_delete   = SET_NULL
  }
  index "categories_parent" {
    columns = [column.parent_id]
  }
}

table "products" {
  schema = schema.shop
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "category_id" {
    type = int
  }
  column "sku" {
    type = text
  }
  column "title" {
    type = text
  }
  column "price" {
    type = domain.price
  }
  column "tags" {
    type    = sql("text[]")
    default = sql("'{}'::text[]")
  }
  column "attributes" {
    type    = jsonb
    default = sql("'{}'::jsonb")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "products_category" {
    columns     = [column.category_id]
    ref_columns = [table.categories.column.id]
    on_delete   = RESTRICT
  }
  index "products_sku" {
    unique  = true
    columns = [column.sku]
  }
  index "products_category" {
    columns = [column.category_id]
  }
  index "products_attributes" {
    type = GIN
    on {
      column = column.attributes
      ops    = jsonb_path_ops
    }
  }
}
