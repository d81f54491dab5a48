"""Trade policy in general equilibrium: who gains and who loses when tariffs or subsidies change."""
