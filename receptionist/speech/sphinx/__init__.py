"""The embedded recogniser's insides: what may be said (phrases), how it sounds (lexicon), models, decoding."""
