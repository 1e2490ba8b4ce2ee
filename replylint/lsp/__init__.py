"""The language server: findings in the editor while the reply is written. Needs the extra `lsp` (pygls, lsprotocol); only `replylint lsp` imports it.

`documents` and `linters` say what a document is read as and by which rules it is judged, `judge` judges it in a thread of its own, `desk` decides when;
`diagnostics`, `hover`, `actions` and `lenses` tell what was found; `server` wires them to the protocol and `transport` to the client.
"""
