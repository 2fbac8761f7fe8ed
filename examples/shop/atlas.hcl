variable "url" {
  type        = string
  description = "Where the production database is; given on the command line."
}

locals {
  src = [for file in fileset("schema/*.pg.hcl") : "file://${file}"]
}

env "local" {
  src = local.src
  url = "postgres://postgres:pass@localhost:5432/shop?sslmode=disable"
  dev = "docker://postgres/18/dev"
  migration {
    dir = "file://migrations"
  }
}

env "prod" {
  src = local.src
  url = var.url
  dev = "docker://postgres/18/dev"
  migration {
    dir = "file://migrations"
  }
  lint {
    destructive {
      error = true
    }
  }
}
