package server

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// column is one column of a list as CSV. The columns of a list and their order
// are part of the API: new ones are added at the end.
type column[T any] struct {
	name string
	cell func(T) string
}

// text is a column of words. Spreadsheets take a cell that begins with one of
// = + - @ (or a tab or return before it) for a formula; an apostrophe in front
// makes it text.
func text[T any](name string, cell func(T) string) column[T] {
	return column[T]{name, func(t T) string { return harmless(cell(t)) }}
}

// number is a column of numbers, true or false, or dates: what this program
// writes itself and no source can choose.
func number[T any](name string, cell func(T) any) column[T] {
	return column[T]{name, func(t T) string {
		switch v := cell(t).(type) {
		case *float64:
			if v == nil {
				return ""
			}
			return strconv.FormatFloat(*v, 'f', -1, 64)
		case *int:
			if v == nil {
				return ""
			}
			return strconv.Itoa(*v)
		default:
			return fmt.Sprint(v)
		}
	}}
}

func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// several writes many values in one cell.
func several[S ~string](values []S) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(string(v))
	}
	return b.String()
}

func writeRows[T any](w io.Writer, items []T, columns []column[T]) error {
	out := csv.NewWriter(w)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return fmt.Errorf("writing the head of a CSV: %w", err)
	}
	for _, item := range items {
		for i, c := range columns {
			row[i] = c.cell(item)
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("writing a row of a CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing a CSV: %w", err)
	}
	return nil
}
