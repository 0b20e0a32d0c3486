"""Lists that an organisation keeps elsewhere (NetBox, Ansible) -> sites, appliances and people of an inventory.

In: files as those programs give them, a mapping, an inventory that may be there already. Out: its new text, what was
added and changed, and what could not be placed.
mapping: which field of the other list is which of the inventory · source_file, lookup: what lies in a file, a value of
it · netbox_objects, netbox_sites, netbox_people: from NetBox · ansible: from Ansible · found, fitting: what was found,
and whether an inventory takes it · existing, merge, merged_site: against what is there · yaml_places, yaml_edits,
yaml_text_of: the text changed where it has to be and nowhere else · run: all of it.
"""
