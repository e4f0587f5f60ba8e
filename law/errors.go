package law

import "errors"

// The kinds of failure a caller can act on. Every package wraps one of these
// with %w when the cause is of that kind; the server turns each into a status.
var (
	// ErrNotFound: nothing stands under the name that was asked for.
	ErrNotFound = errors.New("not found")
	// ErrInvalid: what was given cannot be understood or breaks a rule; the
	// sentence around it says what and, where it can, the remedy.
	ErrInvalid = errors.New("not valid")
	// ErrNoText: a document was read and holds no words, as a scan does, or a
	// version is known whose text is not held.
	ErrNoText = errors.New("no text could be read")
	// ErrTooLarge: an input is over a stated bound.
	ErrTooLarge = errors.New("too large")
	// ErrConflict: the request is sound but contradicts what is held.
	ErrConflict = errors.New("conflict")
	// ErrRefused: a rule of conduct forbids it (robots.txt, a private address,
	// a closed source).
	ErrRefused = errors.New("refused")
	// ErrUnavailable: a source or the database cannot answer now; trying again
	// later may help.
	ErrUnavailable = errors.New("not available")
	// ErrBusy: more is asked at once than can be answered, or one question asks
	// too much; the sentence around it says what to do.
	ErrBusy = errors.New("busy")
	// ErrNewerDatabase: the database was written by a newer program.
	ErrNewerDatabase = errors.New("database is from a newer program")
)
