"""What a well-formed definition still gets wrong, one file per part of it; `definition.find_mistakes` asks them all."""
