"""A post: decoded, judged, with what comes beside it. Knows no page."""
