-- Runs inside of Neovim.
local checks = dofile(vim.env.CHECKS)
local check, wait = checks.check, checks.wait

local workspace = vim.env.WORKSPACE
local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), '\n')
end
local function go(pattern)
  vim.fn.cursor(1, 1)
  return vim.fn.search(pattern, 'cW') > 0
end
local function codes(buffer)
  return vim.tbl_map(function(it) return it.code end, vim.diagnostic.get(buffer))
end

-- The way a user sets it up, from the README.
vim.opt.runtimepath:append(vim.env.PLUGIN)
vim.opt.runtimepath:append(vim.env.BUILT)
vim.cmd('runtime! ftdetect/mercator.lua')
vim.cmd('runtime! plugin/mercator.lua')
vim.cmd('filetype plugin on')
vim.lsp.enable('mercator')
vim.api.nvim_create_autocmd('BufWritePre', {
  pattern = '*.hcl',
  callback = function() vim.lsp.buf.format({ name = 'mercator' }) end,
})

vim.cmd.edit(workspace .. '/posts.pg.hcl')
local posts = vim.api.nvim_get_current_buf()
check('file type', vim.bo.filetype == 'atlas-schema-postgresql', vim.bo.filetype)
check('plain hcl', vim.filetype.match({ filename = 'schema.hcl' }) == 'hcl')
check('project file', vim.filetype.match({ filename = 'atlas.hcl' }) == 'atlas-config')

-- Colours, and SQL inside of them, by the grammar.
vim.treesitter.start(posts)
local function captures(pattern)
  go(pattern)
  return vim.tbl_map(function(it) return it.capture end, vim.treesitter.get_captures_at_pos(posts, vim.fn.line('.') - 1, vim.fn.col('.') - 1))
end
check('grammar', vim.treesitter.language.get_lang(vim.bo.filetype) == 'schema_hcl', vim.treesitter.language.get_lang(vim.bo.filetype))
vim.treesitter.get_parser(posts):parse()
check('colour of a block', vim.tbl_contains(captures('column'), 'keyword'), captures('column'))
check('colour of an attribute', vim.tbl_contains(captures('null'), 'property'), captures('null'))
for _, query in ipairs({ 'highlights', 'injections', 'folds', 'locals' }) do
  local ok, found = pcall(vim.treesitter.query.get, 'schema_hcl', query)
  check('query ' .. query, ok and found ~= nil, found)
end

local function client()
  return vim.lsp.get_clients({ name = 'mercator', bufnr = posts })[1]
end
check('attach', wait(function() return client() and client().initialized end), vim.lsp.get_clients())
check('positions in UTF-8', client().offset_encoding == 'utf-8', client().offset_encoding)
check('root', client().root_dir == workspace, client().root_dir)

check('finding', wait(function() return vim.tbl_contains(codes(posts), 'unresolved-reference') end), vim.diagnostic.get(posts))
local finding = vim.tbl_filter(function(it) return it.code == 'unresolved-reference' end, vim.diagnostic.get(posts))[1]
check('at its place', finding and finding.lnum == 1 and finding.col == 11, finding)

-- Code action: the fix of that finding.
vim.fn.cursor(2, 14)
vim.lsp.buf.code_action({ filter = function(it) return it.title:find('public') end, apply = true })
check('code action', wait(function() return lines(posts):find('schema.public\n', 1, true) end), lines(posts))
check('finding gone', wait(function() return not vim.tbl_contains(codes(posts), 'unresolved-reference') end), vim.diagnostic.get(posts))

-- Completion, by the request that omnifunc and autocompletion send.
vim.fn.cursor(2, 1)
vim.api.nvim_buf_set_lines(posts, 1, 2, false, { '  schema = schema.' })
vim.fn.cursor(2, 18)
local at_end = vim.lsp.util.make_position_params(0, client().offset_encoding)
at_end.position.character = 18
local answer = client():request_sync('textDocument/completion', at_end, 10000, posts)
local list = answer and answer.result and (answer.result.items or answer.result) or {}
local public = vim.tbl_filter(function(it) return it.label == 'public' end, list)[1]
check('completion', public ~= nil, answer)
if public then
  -- Two ranges where the editor says that it can take them.
  local edit = { range = public.textEdit.range or public.textEdit.insert, newText = public.textEdit.newText }
  vim.lsp.util.apply_text_edits({ edit }, posts, client().offset_encoding)
end
check('completion accepted', lines(posts):find('  schema = schema.public\n', 1, true), lines(posts))

-- Formatting when saving.
vim.api.nvim_buf_set_lines(posts, 1, 2, false, { '  schema   =   schema.public' })
vim.cmd('silent write')
local saved = table.concat(vim.fn.readfile(workspace .. '/posts.pg.hcl'), '\n')
check('format on save', saved:find('\n  schema = schema.public\n', 1, true) and saved:find('\n    type = int\n', 1, true), saved)

-- Definition, in another file.
go([[table\.users\.column\.id]])
vim.fn.search('users')
vim.lsp.buf.definition()
check('definition in the other file', wait(function()
  return vim.fn.expand('%:t') == 'users.pg.hcl' and vim.fn.line('.') == 1
end), { vim.fn.expand('%:t'), vim.fn.getpos('.') })

-- Rename, in both files: the open one and the one that was just opened.
local users = vim.api.nvim_get_current_buf()
vim.fn.cursor(1, 9)
vim.lsp.buf.rename('people')
check('rename at the declaration', wait(function() return lines(users):find('table "people" {', 1, true) end), lines(users))
check('rename in the other file', wait(function()
  return lines(posts):find('[table.people.column.id]', 1, true)
end), lines(posts))

-- What the server says about a file, and the health check.
local told
vim.notify = function(text) told = text end
vim.cmd.buffer(posts)
vim.cmd('MercatorWhy')
check('why', wait(function() return told and told:find('PostgreSQL') end), told)
vim.cmd('checkhealth mercator')
local health = lines()
check('checkhealth', health:find('attached to', 1, true) and not health:find('ERROR', 1, true), health)

-- The planned migration: the committed schema is the baseline. Switched on the way the README says.
vim.lsp.inlay_hint.enable()
vim.lsp.codelens.enable()
vim.cmd.edit(vim.env.PLANNED .. '/shop.pg.hcl')
local shop = vim.api.nvim_get_current_buf()
local schema_window = vim.api.nvim_get_current_win()
local function hints()
  return vim.tbl_map(function(it) return it.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = shop }))
end
local function lens_titles()
  return vim.tbl_map(function(it) return it.lens.command.title end, vim.lsp.codelens.get({ bufnr = shop }))
end
check('root of the repository', wait(function()
  local found = vim.lsp.get_clients({ name = 'mercator', bufnr = shop })[1]
  return found and found.initialized and found.root_dir == vim.env.PLANNED
end), vim.lsp.get_clients({ bufnr = shop }))
vim.cmd('MercatorPlan')
local function plan_text()
  local name = vim.api.nvim_buf_get_name(0)
  return name:find('^mercator%-plan:/') and lines() or ''
end
check('nothing to do', wait(function() return plan_text():find('-- No changes.', 1, true) end), lines())
vim.cmd.close()

local another_type = 'ALTER TABLE "public"."users" ALTER COLUMN "name" TYPE integer USING "name"::integer;'
vim.api.nvim_buf_set_lines(shop, 9, 10, false, { '    type = int' })
check('hint', wait(function() return vim.deep_equal(hints(), { '-- ' .. another_type }) end), hints())
check('lens', wait(function() return vim.deep_equal(lens_titles(), { '1 statement · 2 warnings' }) end), lens_titles())
check('danger', wait(function() return vim.tbl_contains(codes(shop), 'PG301') end), vim.diagnostic.get(shop))

-- A second block, so that the statement must be found.
local tags = [[ALTER TABLE "public"."tags" ADD COLUMN "label" text NOT NULL;]]
vim.api.nvim_buf_set_lines(shop, 17, 18, false, { '  }', '  column "label" {', '    type = text', '  }' })
check('lens over each block', wait(function() return #lens_titles() == 2 end), lens_titles())
vim.fn.cursor(15, 1)
vim.cmd('MercatorPlan')
check('plan', wait(function() return plan_text():find(another_type, 1, true) and plan_text():find(tags, 1, true) end), lines())
local plan_buffer, plan_window = vim.api.nvim_get_current_buf(), vim.api.nvim_get_current_win()
local function under_cursor()
  return table.concat(vim.api.nvim_buf_get_lines(0, vim.fn.line('.') - 1, vim.fn.line('.') + 2, false), '\n')
end
check('at the statement of the block', under_cursor():find('"tags"', 1, true) and not under_cursor():find('"users"', 1, true), under_cursor())
check('beside the schema', #vim.api.nvim_tabpage_list_wins(0) == 2 and plan_window ~= schema_window)
check('as SQL, to read', vim.bo.filetype == 'sql' and not vim.bo.modifiable and vim.bo.buftype == 'nofile')

-- It follows an edit in the other window, and the cursor stays.
local place = vim.api.nvim_win_get_cursor(plan_window)
vim.api.nvim_set_current_win(schema_window)
vim.api.nvim_buf_set_lines(shop, 9, 10, false, { '    type = bigint' })
check('follows typing', wait(function() return lines(plan_buffer):find('TYPE bigint', 1, true) end), lines(plan_buffer))
check('stays at its line', vim.deep_equal(vim.api.nvim_win_get_cursor(plan_window), place), vim.api.nvim_win_get_cursor(plan_window))
vim.api.nvim_set_current_win(plan_window)
vim.cmd.edit()
check('reading it again', wait(function() return plan_text():find('TYPE bigint', 1, true) end), lines())

go('TYPE bigint')
vim.cmd.normal(vim.keycode('<CR>'))
check('back to the cause', wait(function()
  return vim.api.nvim_get_current_win() == schema_window and vim.fn.line('.') == 10
end), { vim.api.nvim_get_current_win(), vim.fn.getpos('.') })

-- The way back takes the window of the plan.
vim.cmd('MercatorPlan!')
check('the way back', wait(function() return plan_text():find('DROP COLUMN "label"', 1, true) end), lines())
check('in the same window', vim.api.nvim_get_current_win() == plan_window and #vim.api.nvim_tabpage_list_wins(0) == 2)
go('DROP COLUMN')
vim.cmd.normal(vim.keycode('<CR>'))
check('from the way back to the cause', wait(function()
  return vim.api.nvim_get_current_win() == schema_window and vim.fn.line('.') == 19
end), { vim.api.nvim_get_current_win(), vim.fn.getpos('.') })

-- The lens opens the plan at the statement that it counts.
vim.fn.cursor(4, 1)
vim.lsp.codelens.run()
check('lens leads to the plan', wait(function()
  return plan_text():find('TYPE bigint', 1, true) and under_cursor():find('"users"', 1, true)
end), { vim.api.nvim_buf_get_name(0), under_cursor() })
vim.cmd.close()
check('a closed plan is gone', not vim.api.nvim_buf_is_valid(plan_buffer) and vim.api.nvim_get_current_buf() == shop)

-- A commit makes the text the baseline. No edit follows, so the findings go only when the server says that they are old.
check('danger before the commit', vim.tbl_contains(codes(shop), 'PG301'), codes(shop))
vim.cmd('silent write')
local commit = 'git -c user.name=A -c user.email=a@example.org commit --quiet --all --message second'
local committed = vim.system(vim.split(commit, ' '), { cwd = vim.env.PLANNED, text = true }):wait()
check('commit', committed.code == 0, committed.stderr)
vim.cmd('silent write')
check('no danger after it', wait(function() return not vim.tbl_contains(codes(shop), 'PG301') end), codes(shop))
check('no hints after it', wait(function() return #hints() == 0 and #lens_titles() == 0 end), { hints(), lens_titles() })

-- Every other kind of change, beside a text that is good again: each has its hint, its lens and its finding.
local function edit_line(pattern, text)
  vim.api.nvim_win_set_buf(0, shop)
  go(pattern)
  vim.api.nvim_buf_set_lines(shop, vim.fn.line('.') - 1, vim.fn.line('.') + (text and 0 or 2), false, text and { text } or {})
end
local function hinted(sql)
  return wait(function() return vim.iter(hints()):any(function(it) return it:find(sql, 1, true) ~= nil end) end)
end
vim.api.nvim_buf_set_lines(shop, -1, -1, false, { 'enum "mood" {', '  schema = schema.public', '  values = ["ok"]', '}', 'table "drafts" {', '  schema = schema.public', '  column "id" {', '    type = int', '  }', '}' })
vim.cmd('silent write')
vim.system(vim.split(commit, ' '), { cwd = vim.env.PLANNED }):wait()
vim.cmd('silent write')
check('nothing to do again', wait(function() return #hints() == 0 end), hints())
edit_line('values = ', '  values = ["ok", "sad"]')
check('a value of an enum is added', hinted([[ALTER TYPE "public"."mood" ADD VALUE 'sad']]), hints())
edit_line('column "label"')
check('a column is dropped', hinted('DROP COLUMN "label"') and wait(function() return vim.tbl_contains(codes(shop), 'DS103') end), { hints(), codes(shop) })
edit_line('column "name"', '  column "full_name" {')
check('a likely rename', wait(function() return vim.tbl_contains(codes(shop), 'likely-rename') end), codes(shop))
go('full_name')
vim.lsp.buf.code_action({ apply = true, filter = function(it) return it.title:find('under a new name') ~= nil end })
check('becomes one', hinted('RENAME COLUMN "name" TO "full_name"'), { hints(), lines(shop) })
go('table "drafts"')
vim.api.nvim_buf_set_lines(shop, vim.fn.line('.') - 1, -1, false, {})
check('a table is dropped', hinted('DROP TABLE "public"."drafts"') and wait(function() return vim.tbl_contains(codes(shop), 'DS102') end), { hints(), codes(shop) })
go('table "tags"')
vim.fn.search('tags')
vim.lsp.buf.rename('labels')
check('a table is renamed', hinted('RENAME TO "labels"') and lines(shop):find('# mercator:renamed_from tags', 1, true), { hints(), lines(shop) })
edit_line('table "users" {', 'table "users"')
check('broken, the plan stays', wait(function()
  return vim.iter(lens_titles()):any(function(it) return it:find('(paused)', 1, true) ~= nil end)
end), lens_titles())
edit_line('table "users"', 'table "users" {')
check('mended', wait(function()
  return #lens_titles() > 0 and not vim.iter(lens_titles()):any(function(it) return it:find('(paused)', 1, true) ~= nil end)
end) and hinted('RENAME COLUMN'), { lens_titles(), hints() })

vim.lsp.enable('mercator', false)
for _, it in ipairs(vim.lsp.get_clients()) do
  it:stop()
end
check('stops', wait(function() return #vim.lsp.get_clients() == 0 end))

checks.finish()
