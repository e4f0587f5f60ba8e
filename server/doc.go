// Package server answers over HTTP: the JSON API under /api/v1, the same
// answers as CSV and as redlines, and the pages.
//
// Every answer of a GET is a function of the store's revision, the program's
// version, the day and the address, and carries an ETag made of these; the
// bytes are kept until something is written. The handlers return errors of
// package law, and one table (problem.go) makes statuses of them.
package server
