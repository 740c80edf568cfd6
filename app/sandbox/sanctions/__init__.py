"""A small list of people and firms that never were, laid out as OFAC's SDN.CSV."""

from pathlib import Path

SANCTIONS_NAME = "Sandbox sanctions list"
SANCTIONS_FILE = Path(__file__).with_name("sdn.csv")
