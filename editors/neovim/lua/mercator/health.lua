-- `:checkhealth mercator`

local M = {}

local function check_program()
  local config = vim.lsp.config.mercator
  local command = config and type(config.cmd) == 'table' and config.cmd[1]
  if not command then
    return vim.health.error('no configuration `mercator`', { 'Put this plugin on the runtime path.' })
  end
  if vim.fn.executable(command) == 0 then
    return vim.health.error(('`%s` cannot be run'):format(command), {
      'Install mercator, or name the program: vim.lsp.config("mercator", { cmd = { "/path/to/mercator", "lsp" } })',
    })
  end
  local result = vim.system({ command, '--version' }, { text = true }):wait(5000)
  if result.code == 0 then
    vim.health.ok(('%s: %s'):format(vim.fn.exepath(command), vim.trim(result.stdout)))
  else
    vim.health.error(('`%s --version` failed'):format(command), { vim.trim(result.stderr or '') })
  end
end

function M.check()
  vim.health.start('mercator')
  if vim.fn.has('nvim-0.11') == 0 then
    return vim.health.error('Neovim 0.11 or newer is needed for vim.lsp.enable')
  end
  check_program()
  if vim.lsp.is_enabled and not vim.lsp.is_enabled('mercator') then
    vim.health.warn('not enabled', { "vim.lsp.enable('mercator')" })
  end
  local clients = vim.lsp.get_clients({ name = 'mercator' })
  if #clients == 0 then
    vim.health.info('not attached to any buffer')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('attached to %d buffer(s), root %s, positions in %s'):format(buffers, client.root_dir or '(none)', client.offset_encoding))
  end
  local filetype = vim.filetype.match({ filename = 'schema.pg.hcl' })
  if filetype == 'atlas-schema-postgresql' then
    vim.health.ok('file types are known')
  else
    vim.health.error('file types are not known', { "require('mercator').add_filetypes()" })
  end
end

return M
