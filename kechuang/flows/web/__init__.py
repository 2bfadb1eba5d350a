"""Sources on the web: finding what a source points at, fetching it politely and safely, keeping it for next time."""
