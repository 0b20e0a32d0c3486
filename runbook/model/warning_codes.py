"""Codes of what plans warn of, where more is said of a warning than its text."""

TOO_SHORT = "PLN001"
CLOSED = "PLN012"  # a window is over before its work can begin
UNFIT = (TOO_SHORT, CLOSED, "PLN013")  # what is planned in a window does not fit into it
UNOPENED = "PLN015"  # a night that goes on with another, and has no roll call of its own
TORN = "PLN017"  # what is better done in one night is planned in two
IDLE = "PLN018"  # a night that goes on with another, and has no work planned in it
