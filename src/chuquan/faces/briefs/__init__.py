"""Briefs for leaders: one content, told as HTML, PDF, PPTX, XLSX and a card, in two languages."""
