" Schema HCL. Plain *.hcl files keep the type that they have.
autocmd BufNewFile,BufRead atlas.hcl,*.pg.hcl,*.my.hcl,*.ma.hcl,*.lt.hcl,*.ms.hcl,*.ch.hcl,*.rs.hcl set filetype=schema_hcl
autocmd BufNewFile,BufRead *.test.hcl,*.plan.hcl,*.rule.hcl,*.script.hcl set filetype=schema_hcl
