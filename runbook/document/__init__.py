"""Plan and language -> a neutral document: what stands on the pages, before anybody says how it looks."""
