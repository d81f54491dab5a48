"""The Label tab: a list goes in, labellers label it, a person reviews it, the labels come out."""
