"""The pages people use. Views are thin: they parse, call a service or a step, and render."""
