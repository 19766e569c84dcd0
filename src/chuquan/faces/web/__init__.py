"""The page: a read-only web server over one report (extra ``web``)."""
