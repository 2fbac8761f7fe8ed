-- What the tests inside of Neovim count with.
local M = {}
local passed, failed = 0, 0

function M.say(...)
  io.stdout:write(table.concat({ ... }, ' '), '\n')
end

function M.check(name, ok, seen)
  if ok then
    passed = passed + 1
    M.say('ok  ', name)
  else
    failed = failed + 1
    M.say('FAIL', name, vim.inspect(seen))
  end
end

--- Waits for what should come; nothing sleeps for a fixed time.
function M.wait(condition)
  return vim.wait(10000, condition, 20)
end

function M.finish()
  M.say(('%d passed, %d failed'):format(passed, failed))
  io.stdout:flush()
  vim.cmd(failed == 0 and 'qall!' or 'cquit!')
end

local version = vim.version()
M.say(('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))

return M
