"""Reading OpenStreetMap extracts into street networks."""
