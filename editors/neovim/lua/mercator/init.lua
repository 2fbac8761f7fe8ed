-- File types of schema HCL, and what the server says about a file.

local M = {}

M.filetypes = {
  'atlas-config',
  'atlas-schema-postgresql',
  'atlas-schema-mysql',
  'atlas-schema-mariadb',
  'atlas-schema-sqlite',
  'atlas-schema-mssql',
  'atlas-schema-clickhouse',
  'atlas-schema-redshift',
  'atlas-test',
  'atlas-plan',
  'atlas-rule',
  'atlas-script',
  'hcl',
}

local suffixes = {
  pg = 'atlas-schema-postgresql',
  my = 'atlas-schema-mysql',
  ma = 'atlas-schema-mariadb',
  lt = 'atlas-schema-sqlite',
  ms = 'atlas-schema-mssql',
  ch = 'atlas-schema-clickhouse',
  rs = 'atlas-schema-redshift',
  test = 'atlas-test',
  plan = 'atlas-plan',
  rule = 'atlas-rule',
  script = 'atlas-script',
}

--- Tells Neovim the file types. Plain `*.hcl` stays `hcl`, which other plugins know too.
function M.add_filetypes()
  local patterns = {}
  for suffix, filetype in pairs(suffixes) do
    patterns['.*%.' .. suffix .. '%.hcl'] = { filetype, { priority = 10 } }
  end
  vim.filetype.add({ extension = { hcl = 'hcl' }, filename = { ['atlas.hcl'] = 'atlas-config' }, pattern = patterns })
  local built = #vim.api.nvim_get_runtime_file('parser/schema_hcl.so', false) > 0
  for _, filetype in ipairs(M.filetypes) do
    -- Plain `hcl` keeps the parser that other plugins know.
    local ours = built and filetype ~= 'hcl'
    vim.treesitter.language.register(ours and 'schema_hcl' or 'hcl', filetype)
  end
end

--- Shows which module and dialect the current buffer has, and why.
function M.why()
  local client = vim.lsp.get_clients({ name = 'mercator', bufnr = 0 })[1]
  if not client then
    return vim.notify('mercator is not attached to this buffer; see :checkhealth mercator', vim.log.levels.WARN)
  end
  local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
  client:request('mercator/whyNotChecked', params, function(error, why)
    vim.notify(error and error.message or why)
  end, 0)
end

return M
