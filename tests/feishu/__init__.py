"""The Feishu adapter, against shapes as documented and a server that behaves like Feishu's."""
