"""Text that somebody else wrote -> plain data with its lines -> dataclasses; bounded, and every fault of it named.

In: a file, a folder, standard input. Out: text, nodes that know their lines, nouns, plans; or an InputError.
text_file, files: what to read · yaml_text, yaml_errors, json_errors: the two notations · structure: plain data -> nouns
· plan_json: plan.json, both ways.
"""
