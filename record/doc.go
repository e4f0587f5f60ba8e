// Package record holds the shapes in which the record is shown: what a list, a
// timeline or a page says of a place, a person, a policy. The store fills them,
// the API writes them as JSON and the pages show them, so that each stands
// once. It has no input or output, and no rule of law's own.
package record
