-- Commands.

vim.api.nvim_create_user_command('MercatorPlan', function(call) require('mercator.plan').show({ back = call.bang }) end, {
  bang = true,
  desc = 'Show the planned migration; with ! the way back',
})

vim.api.nvim_create_user_command('MercatorWhy', function() require('mercator').why() end, {
  desc = 'Show which module and dialect this file has, and why',
})
