"""Records of executions that did not take place: faultless ones, and ones with known mistakes."""
