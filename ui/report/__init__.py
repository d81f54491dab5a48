"""The Reports tab: a topic, an outline to edit, a document to download."""
