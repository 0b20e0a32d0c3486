"""What is raised where a document cannot be filled in: it is set in full then."""


class NotPrefillable(Exception):
    """The plan holds a value that no master has a place for, or its shape has no master."""
