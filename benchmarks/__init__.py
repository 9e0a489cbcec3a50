"""What ``make bench`` runs. Every figure is a ratio or a time measured side by side with its baseline, in one run."""
