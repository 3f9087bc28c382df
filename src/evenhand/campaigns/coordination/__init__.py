"""Who shares the same things at the same moments. Coordinated is not inauthentic: a person looks."""
