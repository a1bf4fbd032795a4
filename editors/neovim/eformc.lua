-- Neovim 0.11 or newer: put this into ~/.config/nvim/lsp/eformc.lua, then `vim.lsp.enable("eformc")` in init.lua.
return {
  cmd = { "eformc", "lsp" },
  filetypes = { "yaml" },
  root_markers = { "eformc.toml" },
  workspace_required = true, -- only where there is an eformc.toml: other YAML is not ours
  init_options = { lang = "vi", hover = { "vi", "en" } },
}
