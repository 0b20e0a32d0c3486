"""Text that somebody else wrote -> plain data with its lines -> dataclasses; bounded, and every fault of it named.

In: a file, a folder, standard input. Out: text, nodes that know their lines, nouns, plans; or an InputError.
input_file, text_file, folder: what to read · advice: remedies that depend on what it should be · nodes, yaml_text,
yaml_errors, json_errors: the two notations · annotations, structure: plain data -> nouns · partial: data whose shape is
wrong in places, for checks · structure_problems, many_problems: what is wrong with a file · json_schema: nouns -> JSON
Schema · plan_json: plan.json, both ways · spreadsheet: the sheets of XLSX, ODS and CSV.
"""
