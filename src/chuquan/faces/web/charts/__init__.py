"""Charts of the page, one a file; each is a Vega-Lite specification made by Altair."""
