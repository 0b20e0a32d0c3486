"""What a whole fleet is doing: an inventory, the plans that were rendered and the records that came back go in; where
each change stands comes out, as text, JSON, CSV and a page. Verdicts are those of `runbook.verify`: none is taken here.
"""
