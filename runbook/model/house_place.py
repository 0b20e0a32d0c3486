"""Where a house is, and what its first file is called."""

HOUSE = "house"  # what the folder is called beside an inventory
HOUSE_FILE = "house.yaml"
