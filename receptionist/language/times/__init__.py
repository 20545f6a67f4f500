"""The grammar of dates and times, one for all languages: words → typed tokens → patterns → constraints."""
