-- Configuration of the language server for `vim.lsp.enable('mercator')` (Neovim 0.11 or newer).

---@type vim.lsp.Config
return {
  cmd = { 'mercator', 'lsp', '--stdio' },
  filetypes = require('mercator').filetypes,
  root_markers = { 'atlas.hcl', '.git' },
  -- A file without a project is its own: the server looks at its folder.
  workspace_required = false,
  get_language_id = function(_, filetype)
    return filetype
  end,
  settings = { mercator = {} },
  capabilities = { experimental = { mercatorPlanChanged = true } },
  handlers = {
    ['mercator/planChanged'] = function(...) require('mercator.plan').changed(...) end,
    ['workspace/diagnostic/refresh'] = function(...) return require('mercator.diagnostics').refresh(...) end,
  },
  commands = {
    ['mercator.showPlan'] = function(...) require('mercator.plan').show_lens(...) end,
  },
}
