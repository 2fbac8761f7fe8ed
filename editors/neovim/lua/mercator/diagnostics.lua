-- Findings of open buffers when the server asks to renew them: a plan came, or another file changed on disk.
--
-- Neovim 0.12 answers `workspace/diagnostic/refresh` with one request for the workspace, and drops what that says of buffers
-- that it asks about one by one. Those would keep old findings until the next edit, so they are asked about here.

local M = {}

--- Handles `workspace/diagnostic/refresh`.
function M.refresh(error, result, context)
  local answer = vim.lsp.handlers['workspace/diagnostic/refresh'](error, result, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local provider = client and client.server_capabilities.diagnosticProvider
  if provider then
    for buffer in pairs(client.attached_buffers) do
      local params = { identifier = provider.identifier, textDocument = vim.lsp.util.make_text_document_params(buffer) }
      client:request('textDocument/diagnostic', params, nil, buffer)
    end
  end
  return answer
end

return M
