"""What a browser asks for: the one document, the files it needs, the pages that say there is none."""
