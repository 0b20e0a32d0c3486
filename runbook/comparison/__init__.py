"""What changed from one state of the planning to another: two plans, inventories or folders of outputs in; what changes
for whom, as text or JSON, out. In what two plans differ is asked of `document.differences`, as a corrected pack does.
"""
