"""Whether an answer is to be believed: one question a function, each with its figures and limit."""
