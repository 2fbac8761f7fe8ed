enum "order_status" {
  schema = schema.shop
  values = ["cart", "placed", "paid", "shipped", "cancelled"]
}

table "orders" {
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
  column "address_id" {
    type = bigint
    null = true
  }
  column "status" {
    type    = enum.order_status
    default = "cart"
  }
  column "placed_at" {
    type = timestamptz
    null = true
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "orders_customer" {
    columns     = [column.customer_id]
    ref_columns = [table.customers.column.id]
    on_delete   = RESTRICT
  }
  foreign_key "orders_address" {
    columns     = [column.address_id]
    ref_columns = [table.addresses.column.id]
    on_delete   = SET_NULL
  }
  index "orders_customer" {
    columns = [column.customer_id, column.placed_at]
  }
  index "orders_address" {
    columns = [column.address_id]
  }
  index "orders_open" {
    columns = [column.placed_at]
    where   = "status IN ('placed', 'paid')"
  }
}

table "order_lines" {
  schema = schema.shop
  column "order_id" {
    type = bigint
  }
  column "product_id" {
    type = bigint
  }
  column "quantity" {
    type = int
  }
  column "unit_price" {
    type = domain.price
  }
  column "total" {
    type = numeric(14, 2)
    as {
      expr = "quantity * unit_price"
      type = STORED
    }
  }
  primary_key {
    columns = [column.order_id, column.product_id]
  }
  foreign_key "order_lines_order" {
    columns     = [column.order_id]
    ref_columns = [table.orders.column.id]
    on_delete   = CASCADE
  }
  foreign_key "order_lines_product" {
    columns     = [column.product_id]
    ref_columns = [table.products.column.id]
    on_delete   = RESTRICT
  }
  index "order_lines_product" {
    columns = [column.product_id]
  }
  check "order_lines_quantity_positive" {
    expr = "quantity > 0"
  }
}

view "order_totals" {
  schema = schema.shop
  column "order_id" {
    type = bigint
  }
  column "total" {
    type = numeric
  }
  as         = <<-SQL
    SELECT order_id, sum(total) AS total
    FROM shop.order_lines
    GROUP BY order_id
  SQL
  depends_on = [table.order_lines]
}
