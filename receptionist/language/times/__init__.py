"""The grammar of dates and times, the same for every language: words become tokens, tokens patterns, patterns constraints."""
