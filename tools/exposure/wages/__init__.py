"""Wages and exposure: what occupations earn against how exposed their tasks are."""
