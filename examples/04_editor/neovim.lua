-- replylint in Neovim: findings while you type, `K` for the rule's page, code actions, the score over each draft.
-- Put it into ~/.config/nvim/plugin/replylint.lua (or `:luafile` it). Works with 0.11 and newer, and with 0.7 to 0.10 in the old way.

local cmd = { 'replylint', 'lsp' }
local filetypes = { 'markdown', 'text', 'mail', 'html', 'json', 'jsonc', 'jsonl', 'yaml', 'csv', 'tsv', 'po', 'terraform' }
local markers = { 'replylint.yaml', '.replylint.yaml', '.git' }

if vim.lsp.config then -- 0.11
  vim.lsp.config('replylint', { cmd = cmd, filetypes = filetypes, root_markers = markers })
  vim.lsp.enable('replylint')
  return
end

local function root_of(name)
  local folder = vim.fn.fnamemodify(name, ':p:h')
  for _, marker in ipairs(markers) do
    local found = vim.fn.findfile(marker, folder .. ';')
    found = found ~= '' and found or vim.fn.finddir(marker, folder .. ';')
    if found ~= '' then
      return vim.fn.fnamemodify(found, ':p:s?/$??:h')
    end
  end
  return folder
end

local clients = {} -- by root, for Neovim 0.7, which does not find them itself

vim.api.nvim_create_autocmd('FileType', {
  pattern = filetypes,
  callback = function(event)
    local root = root_of(vim.api.nvim_buf_get_name(event.buf))
    local config = { name = 'replylint', cmd = cmd, root_dir = root }
    if vim.lsp.start then -- 0.8 to 0.10
      vim.lsp.start(config)
      return
    end
    if not (clients[root] and vim.lsp.get_client_by_id(clients[root])) then
      clients[root] = vim.lsp.start_client(config)
    end
    vim.lsp.buf_attach_client(event.buf, clients[root])
  end,
})
