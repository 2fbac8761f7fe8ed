schema "shop" {
  comment = "Orders, products and who buys them"
}

schema "audit" {
  comment = "What happened, kept apart from the live data"
}

extension "citext" {
  schema  = schema.shop
  comment = "Case-insensitive e-mail addresses"
}
