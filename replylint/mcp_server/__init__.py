"""The MCP server: an agent judges its reply before it sends it. Imported by `replylint mcp` only: the SDK costs a second."""
