table "events" {
  schema = schema.audit
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "order_id" {
    type = bigint
    null = true
  }
  column "what" {
    type = text
  }
  column "at" {
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "events_order" {
    columns     = [column.order_id]
    ref_columns = [table.orders.column.id]
    on_delete   = SET_NULL
  }
  index "events_order" {
    columns = [column.order_id]
  }
}

function "record_status" {
  schema = schema.audit
  lang   = PLpgSQL
  return = trigger
  as     = <<-SQL
    BEGIN
      INSERT INTO audit.events (order_id, what) VALUES (NEW.id, NEW.status::text);
      RETURN NEW;
    END;
  SQL
}

trigger "orders_record_status" {
  on = table.orders
  after {
    update_of = [table.orders.column.status]
  }
  for = ROW
  execute {
    function = function.record_status
  }
}
