"""The web part: health, readiness, metrics, and the few pages that readers need."""
