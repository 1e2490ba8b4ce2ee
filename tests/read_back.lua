-- Run by tests/test_neovim.py in a Neovim without a window: opens files, waits for diagnostics, types, and writes down what Neovim shows.
local encoding = vim.env.REPLYLINT_ENCODING
if encoding ~= '' and not vim.lsp.config then -- older ones can count in UTF-8 and do not offer it by themselves
  local make, start = vim.lsp.protocol.make_client_capabilities, vim.lsp.start_client
  vim.lsp.protocol.make_client_capabilities = function()
    local told = make()
    told.general = vim.tbl_extend('force', told.general or {}, { positionEncodings = { encoding } })
    return told
  end
  vim.lsp.start_client = function(config)
    config.offset_encoding = encoding
    return start(config)
  end
end

local function shown(buffer, wanted)
  local found
  vim.wait(tonumber(vim.env.REPLYLINT_WAIT) * 1000, function()
    found = vim.diagnostic.get(buffer)
    return (#found > 0) == wanted
  end, 10)
  local list = {}
  for _, one in ipairs(found) do
    local code = one.code or (one.user_data and one.user_data.lsp and one.user_data.lsp.code)
    table.insert(list, { line = one.lnum, column = one.col, end_column = one.end_col, code = code, severity = one.severity, source = one.source })
  end
  return list
end

local told = { version = vim.version(), files = {} }
for _, name in ipairs(vim.split(vim.env.REPLYLINT_FILES, '\n')) do
  vim.cmd('edit ' .. vim.fn.fnameescape(name))
  local buffer = vim.api.nvim_get_current_buf()
  local entry = { name = name, found = shown(buffer, true) }
  local clients = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
  for _, client in pairs(clients) do
    entry.encoding = client.offset_encoding
  end
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { '' })
  entry.emptied = shown(buffer, false)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  entry.typed = shown(buffer, true)
  table.insert(told.files, entry)
end
vim.fn.writefile({ vim.fn.json_encode(told) }, vim.env.REPLYLINT_TOLD)
vim.cmd('qall!')
