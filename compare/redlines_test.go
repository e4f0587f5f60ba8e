package compare

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"refuge/internal/shared"
)

// clause is an amending clause with the redline its drafters made.
type clause struct {
	Law    string `json:"law"`
	Before string `json:"before"`
	After  string `json:"after"`
	Marks  []Op   `json:"marks"`
}

// redlines reads the redlines of the New York City Council's drafters.
func redlines(t testing.TB) []clause {
	t.Helper()
	return readRedlines(t, shared.Path(t, "real/nyc-redlines.jsonl.gz"))
}

// readRedlines reads a file of clauses, one in JSON a line, packed or not.
func readRedlines(t testing.TB, path string) []clause {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var out []clause
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c clause
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if Before(c.Marks) != c.Before || After(c.Marks) != c.After {
			t.Fatalf("%s: the marks do not rebuild the clause", c.Law)
		}
		out = append(out, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// fold is which fifth of the laws the clause belongs to. The habits were learned
// without fold 0.
func (c clause) fold() int {
	h := fnv.New32a()
	if _, err := h.Write([]byte(c.Law)); err != nil {
		panic(err)
	}
	return int(h.Sum32() % 5)
}

// scored is a token as the measure counts them: a word or number, or one sign.
type scored struct{ start, end int }

func scoreTokens(s string) []scored {
	var out []scored
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.N, r) }
		switch {
		case unicode.IsSpace(r):
			i += n
			continue
		case word(r):
			k := i + n
			for k < len(s) {
				r, n := utf8.DecodeRuneInString(s[k:])
				if !word(r) {
					break
				}
				k += n
			}
			out = append(out, scored{i, k})
			i = k
		default:
			out = append(out, scored{i, i + n})
			i += n
		}
	}
	return out
}

// changedTokens says for every scored token of one side whether any of it lies
// in a change.
func changedTokens(ops []Op, side Sign, text string) []bool {
	changed := make([]bool, len(text))
	at := 0
	for _, o := range ops {
		switch o.Sign {
		case Keep:
			at += len(o.Text)
		case side:
			for range len(o.Text) {
				changed[at] = true
				at++
			}
		}
	}
	tokens := scoreTokens(text)
	out := make([]bool, len(tokens))
	for i, t := range tokens {
		for k := t.start; k < t.end; k++ {
			out[i] = out[i] || changed[k]
		}
	}
	return out
}

// groups counts the runs of changes with kept words between them; changes of
// space alone do not count.
func groups(ops []Op) int {
	n, open := 0, false
	for _, o := range ops {
		blank := strings.TrimSpace(o.Text) == ""
		switch {
		case blank:
		case o.Sign == Keep:
			open = false
		case !open:
			n, open = n+1, true
		}
	}
	return n
}

// agreement is how far redlines agree with the drafters' over many clauses.
type agreement struct {
	both, ours, theirs    int // changed tokens
	identical, clauses    int
	ourGroups, theirGroup int
}

func (s *agreement) add(c clause, ops []Op) bool {
	same := true
	for _, side := range []Sign{Delete, Insert} {
		text := c.Before
		if side == Insert {
			text = c.After
		}
		x, y := changedTokens(ops, side, text), changedTokens(c.Marks, side, text)
		for i := range x {
			if x[i] {
				s.ours++
			}
			if y[i] {
				s.theirs++
			}
			if x[i] && y[i] {
				s.both++
			}
			same = same && x[i] == y[i]
		}
	}
	s.clauses++
	if same {
		s.identical++
	}
	s.ourGroups += groups(ops)
	s.theirGroup += groups(c.Marks)
	return same
}

func (s agreement) f1() float64     { return 2 * float64(s.both) / float64(s.ours+s.theirs) }
func (s agreement) share() float64  { return float64(s.identical) / float64(s.clauses) }
func (s agreement) groups() float64 { return float64(s.ourGroups) / float64(s.theirGroup) }
