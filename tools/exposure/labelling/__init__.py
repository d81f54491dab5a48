"""Labelling of occupations and tasks by exposure to language models: people, models and the classifier side by side.

The way through, for a door (`ui/cli/label.py` is the example):

    table, columns = find_columns(read_file(path), {"title": "Job"})     # reading, columns
    items = make_items(table, columns)                                   # items: problems by row, notes
    rubric = load_rubric(rubric_language(items.items))                   # rubric
    labellers = make_labellers(["classifier", "embedded"], rubric)       # labellers (agent.labelling.install() first)
    store = LabelStore(workspace().labels)                               # store: cache, resume and audit
    estimate(items.items, labellers[0], store)                           # estimate
    labelled = label_items(items.items, labellers, store, context)       # engine; after Cancelled: collect(...)
    jury = vote(labelled, "majority")                                    # votes; review_queue(jury)
    store.decide({item: "E1"})                                           # a decision; then collect() and vote() again
    results_csv(items, labelled, jury); label_studio(labelled, jury)     # export
"""
