"""Which tensor every output gives: torch's own answers, kept and asked for only where an edit reaches."""
