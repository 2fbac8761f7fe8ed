-- Runs inside of Neovim 0.10.
local checks = dofile(vim.env.CHECKS)
local check, wait = checks.check, checks.wait

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

-- As in the README.
vim.opt.runtimepath:append(vim.env.PLUGIN)
vim.opt.runtimepath:append(vim.env.BUILT)
vim.cmd('runtime! ftdetect/mercator.lua')
vim.api.nvim_create_autocmd('FileType', {
  pattern = require('mercator').filetypes,
  callback = function(event)
    vim.lsp.start({ name = 'mercator', cmd = { 'mercator', 'lsp' }, root_dir = vim.fs.root(event.buf, { 'atlas.hcl', '.git' }) })
  end,
})
vim.api.nvim_create_autocmd('BufWritePre', {
  pattern = '*.hcl',
  callback = function() vim.lsp.buf.format({ name = 'mercator' }) end,
})

vim.cmd.edit(vim.env.WORKSPACE .. '/posts.pg.hcl')
local posts = vim.api.nvim_get_current_buf()
check('file type', vim.bo.filetype == 'atlas-schema-postgresql', vim.bo.filetype)
local function client()
  return vim.lsp.get_clients({ name = 'mercator', bufnr = posts })[1]
end
check('attach', wait(function() return client() and client().initialized end), vim.lsp.get_clients())
check('root', client() and client().root_dir == vim.env.WORKSPACE, client() and client().root_dir)

vim.treesitter.start(posts)
vim.treesitter.get_parser(posts):parse()
vim.fn.search('column', 'cW')
local captures = vim.tbl_map(
  function(it) return it.capture end,
  vim.treesitter.get_captures_at_pos(posts, vim.fn.line('.') - 1, vim.fn.col('.') - 1)
)
check('colour of a block', vim.tbl_contains(captures, 'keyword'), captures)

local function codes()
  return vim.tbl_map(function(it) return it.code end, vim.diagnostic.get(posts))
end
check('finding', wait(function() return vim.tbl_contains(codes(), 'unresolved-reference') end), vim.diagnostic.get(posts))

vim.fn.cursor(2, 14)
vim.lsp.buf.code_action({ filter = function(it) return it.title:find('public') end, apply = true })
check('code action', wait(function() return lines(posts):find('schema.public\n', 1, true) end), lines(posts))
check('finding gone', wait(function() return not vim.tbl_contains(codes(), 'unresolved-reference') end), codes())

vim.api.nvim_buf_set_lines(posts, 1, 2, false, { '  schema = schema.' })
vim.fn.cursor(2, 18)
vim.cmd('startinsert!')
local params = vim.lsp.util.make_position_params(0, client().offset_encoding)
params.position.character = 18
local answer = client().request_sync('textDocument/completion', params, 10000, posts)
local labels = vim.tbl_map(function(it) return it.label end, vim.tbl_get(answer or {}, 'result', 'items') or {})
check('completion', vim.tbl_contains(labels, 'public'), answer)
vim.cmd('stopinsert')

vim.api.nvim_buf_set_lines(posts, 1, 2, false, { '  schema   =   schema.public' })
vim.cmd('silent write')
local saved = table.concat(vim.fn.readfile(vim.env.WORKSPACE .. '/posts.pg.hcl'), '\n')
check('format on save', saved:find('\n  schema = schema.public\n', 1, true), saved)

vim.fn.cursor(1, 1)
vim.fn.search([[table\.users\.column\.id]])
vim.fn.search('users')
vim.lsp.buf.definition()
check('definition in the other file', wait(function() return vim.fn.expand('%:t') == 'users.pg.hcl' end), vim.fn.expand('%:t'))

checks.finish()
