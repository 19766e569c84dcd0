"""Which places, kinds, levers and terms are spoken of more than their past explains."""
