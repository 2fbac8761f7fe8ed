-- The planned migration in a window of its own. It follows typing: the server tells when plans change, and each window
-- then asks for its own. What stands beside the schema (inlay hints, code lenses) Neovim shows without us.

local M = {}

--- Buffers that hold plans: the client to ask, and how often it was asked.
---@type table<integer, { client: integer, asked: integer }>
local shown = {}

local function client_of(buffer)
  if shown[buffer] then
    return vim.lsp.get_client_by_id(shown[buffer].client)
  end
  return vim.lsp.get_clients({ name = 'mercator', bufnr = buffer })[1]
end

local function uri_of(buffer)
  return shown[buffer] and vim.api.nvim_buf_get_name(buffer) or vim.uri_from_bufnr(buffer)
end

--- Asks for the plans of a document, or for the one that a document holds.
local function ask(client, params, callback)
  client:request('mercator/plan', params, function(error, plans)
    if error then
      return vim.notify(error.message, vim.log.levels.ERROR)
    end
    callback(plans or {})
  end)
end

--- Replaces the text; each window stays at its line.
local function write(buffer, text)
  local lines = vim.split(text:gsub('\n$', ''), '\n')
  if vim.deep_equal(lines, vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) then
    return
  end
  local views = {}
  for _, window in ipairs(vim.fn.win_findbuf(buffer)) do
    views[window] = vim.api.nvim_win_call(window, vim.fn.winsaveview)
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  for window, view in pairs(views) do
    vim.api.nvim_win_call(window, function() vim.fn.winrestview(view) end)
  end
end

local function refresh(buffer)
  local known = shown[buffer]
  local client = client_of(buffer)
  if not client then
    return
  end
  known.asked = known.asked + 1
  local asked = known.asked
  ask(client, { textDocument = { uri = uri_of(buffer) } }, function(plans)
    -- The answer to a later question may have come before.
    if shown[buffer] == known and known.asked == asked then
      write(buffer, plans[1] and plans[1].text or '-- There is no such plan.\n')
    end
  end)
end

--- The buffer of a plan, new or not.
local function buffer_of(client, uri)
  local buffer = vim.fn.bufadd(uri)
  if shown[buffer] then
    shown[buffer].client = client.id
    return buffer
  end
  shown[buffer] = { client = client.id, asked = 0 }
  local options = vim.bo[buffer]
  options.buftype, options.bufhidden, options.swapfile, options.undolevels = 'nofile', 'wipe', false, -1
  vim.fn.bufload(buffer)
  options.filetype, options.modifiable = 'sql', false
  vim.keymap.set('n', '<CR>', M.go_to_cause, { buffer = buffer, desc = 'Go to what causes this statement' })
  vim.api.nvim_create_autocmd('BufReadCmd', { buffer = buffer, callback = function() refresh(buffer) end })
  vim.api.nvim_create_autocmd('BufWipeout', { buffer = buffer, callback = function() shown[buffer] = nil end })
  return buffer
end

--- Shows a plan, or its way back, with the cursor in a line (from 0). One window is enough for all plans.
local function open(client, uri, text, line)
  local buffer = buffer_of(client, uri)
  shown[buffer].asked = shown[buffer].asked + 1
  write(buffer, text)
  local windows = vim.api.nvim_tabpage_list_wins(0)
  local window = vim.iter(windows):find(function(it) return shown[vim.api.nvim_win_get_buf(it)] end)
  if window then
    vim.api.nvim_set_current_win(window)
    vim.api.nvim_win_set_buf(window, buffer)
  else
    vim.cmd(('rightbelow vertical sbuffer %d'):format(buffer))
  end
  vim.api.nvim_win_set_cursor(0, { math.min(line + 1, vim.api.nvim_buf_line_count(buffer)), 0 })
end

--- Finds the line of the first statement of a plan that the block around a place of a document causes: the one whose cause
--- is nearest.
local function line_of_block(client, plan, uri, row, callback)
  client:request('textDocument/documentSymbol', { textDocument = { uri = uri } }, function(_, symbols)
    local first, last = row, row
    for _, symbol in ipairs(symbols or {}) do
      local range = symbol.range or symbol.location.range
      if range.start.line <= row and row <= range['end'].line then
        first, last = range.start.line, range['end'].line
      end
    end
    local line, distance = 0, math.huge
    for _, place in ipairs(plan.places) do
      local cause = place.cause and place.cause.uri == uri and place.cause.range.start.line
      if cause and first <= cause and cause <= last and math.abs(cause - row) < distance then
        line, distance = place.startLine, math.abs(cause - row)
      end
    end
    callback(line)
  end)
end

local function choose(plans, callback)
  if #plans == 1 then
    return callback(plans[1])
  end
  local describe = function(plan) return ('%s, from %s'):format(plan.title, plan.baseline) end
  vim.ui.select(plans, { prompt = 'Which plan?', format_item = describe }, function(plan)
    if plan then
      callback(plan)
    end
  end)
end

--- Shows the plan of the current buffer, at the statement of the block under the cursor; with `back`, the way back.
---@param options? { back?: boolean }
function M.show(options)
  local back = options and options.back or false
  local buffer = vim.api.nvim_get_current_buf()
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  local client = client_of(buffer)
  if not client then
    return vim.notify('mercator is not attached to this buffer; see :checkhealth mercator', vim.log.levels.WARN)
  end
  -- From the way back `show` leads to the plan again.
  local uri = shown[buffer] and uri_of(buffer):gsub('%.back%.sql$', '.sql') or uri_of(buffer)
  ask(client, { textDocument = { uri = uri }, reverse = back }, function(plans)
    if #plans == 0 then
      return vim.notify('no plan belongs to this file; :MercatorWhy tells how it is checked', vim.log.levels.WARN)
    end
    choose(plans, function(plan)
      local target = back and plan.uri:gsub('%.sql$', '.back.sql') or plan.uri
      line_of_block(client, plan, uri, row, function(line) open(client, target, plan.text, line) end)
    end)
  end)
end

--- Carries out the command of a code lens.
---@param command lsp.Command
---@param context { client_id: integer }
function M.show_lens(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local target = command.arguments[1]
  ask(client, { textDocument = { uri = target.uri } }, function(plans)
    if plans[1] then
      open(client, target.uri, plans[1].text, target.line)
    end
  end)
end

--- From the statement under the cursor to the place that causes it, in the window of its file or the one before.
function M.go_to_cause()
  local buffer = vim.api.nvim_get_current_buf()
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  local client = client_of(buffer)
  if not client then
    return
  end
  ask(client, { textDocument = { uri = uri_of(buffer) } }, function(plans)
    local places = vim.iter(plans[1] and plans[1].places or {})
    local place = places:find(function(it) return it.startLine <= row and row < it.endLine end)
    if not (place and place.cause) then
      return vim.notify(place and 'nothing in the files causes this statement' or 'no statement under the cursor')
    end
    if #vim.fn.win_findbuf(vim.uri_to_bufnr(place.cause.uri)) == 0 then
      vim.cmd.wincmd('p')
      if shown[vim.api.nvim_get_current_buf()] then
        vim.cmd('leftabove vertical split')
      end
    end
    vim.lsp.util.show_document(place.cause, client.offset_encoding, { reuse_win = true, focus = true })
  end)
end

--- Handles `mercator/planChanged`. A server that was started anew takes over the plans of the one before.
function M.changed(_, _, context)
  for buffer, known in pairs(shown) do
    if not vim.lsp.get_client_by_id(known.client) then
      known.client = context.client_id
    end
    if known.client == context.client_id then
      refresh(buffer)
    end
  end
end

return M
