"""From breakouts and events to what each lever brings: the casebook."""
