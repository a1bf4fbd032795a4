"""Forms on paper (A4), as HTML for printing and as PDF/UA."""
