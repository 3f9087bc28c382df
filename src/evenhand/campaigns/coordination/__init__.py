"""Who shares the same things at the same moments: pairs, edges, groups. Coordinated is not inauthentic; that is left to a person."""
