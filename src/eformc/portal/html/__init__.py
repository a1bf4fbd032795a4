"""Views as HTML: pages, fragments, receipts; themes and templates."""
