"""Kechuang: a warehouse of regional indicators, read out of Chinese government documents."""

__version__ = "0.1.0"
