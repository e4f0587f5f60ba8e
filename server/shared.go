package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"refuge/compare/reuse"
	"refuge/frontend"
	"refuge/law"
	"refuge/record"
)

// The bounds of one answer about shared language.
const (
	maxSharing     = 60   // other texts that are aligned with one
	maxShownWords  = 2000 // bytes of a passage that are shown
	samePassage    = 0.5  // of the shorter of two passages, to be one
	maxAppearances = 40   // of one passage
)

// sharedBody is the language a text shares with others.
type sharedBody struct {
	Policy   string             `json:"policy"`
	Version  string             `json:"version"`
	Standing law.Standing       `json:"standing"`
	Date     law.Date           `json:"date"`
	Indexed  int                `json:"indexed" doc:"Texts in the index; 0 before the index is built"`
	Same     []record.TextPlace `json:"same" doc:"Other policies whose text has the very same words"`
	Passages []sharedPassage    `json:"passages" doc:"In the order of the text"`

	of law.Policy
}

// sharedPassage is a passage of the text with the places it stands in, the
// text's own among them.
type sharedPassage struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Words string `json:"words"`
	// First is null where the dates known do not say which text was first.
	First       *appearance  `json:"first" doc:"Its first appearance; null where the dates known leave that open"`
	Appearances []appearance `json:"appearances" doc:"In the order of their dates, undated ones last"`
}

type appearance struct {
	record.TextPlace
	Own   bool    `json:"own" doc:"This very text"`
	Same  float64 `json:"same" doc:"Share of words that are the same, 0 to 1"`
	Words string  `json:"words"`
}

// sharedQuery names a version whose language is looked for elsewhere.
type sharedQuery struct {
	PolicySlug
	Version string `query:"version" maxLength:"100" doc:"Label; otherwise the latest official text held" example:"enacted"`
	Formatted
}

func (s *Server) addShared() {
	add(s, resource[sharedQuery, sharedBody]{
		id: "shared", path: "/policies/{slug}/shared", summary: "Language shared with other texts", example: exampleShared,
		about: "Which passages of a text stand in others, copied or lightly changed, where each appeared first and where later. " +
			"Set phrases of drafting count for little. The index is built by the command refuge reuse.",
		answer: func(ctx context.Context, in *sharedQuery) (sharedBody, error) {
			p, err := s.policy(ctx, in.Slug)
			if err != nil {
				return sharedBody{}, err
			}
			b, err := s.shared(ctx, p, in.Version)
			b.of = p
			return b, err
		},
		page: "/policies/{slug}/shared", show: s.sharedPage})
}

func (s *Server) sharedPage(ctx context.Context, _ *sharedQuery, b sharedBody) (frontend.Page, error) {
	row, err := s.store.Jurisdiction(ctx, b.of.Jurisdiction)
	if err != nil {
		return nil, err
	}
	p := &frontend.Shared{Base: policyBase(b.of, row.Name, true), Policy: brief(b.of, row.Name), Version: b.Version, Indexed: b.Indexed}
	p.Title = "Shared language: " + b.of.Name()
	for _, place := range b.Same {
		p.Same = append(p.Same, frontend.SharedPlace{TextPlace: place})
	}
	for _, passage := range b.Passages {
		shown := frontend.SharedPassage{Words: passage.Words, Open: passage.First == nil}
		for i, appeared := range passage.Appearances {
			shown.Places = append(shown.Places, frontend.SharedPlace{TextPlace: appeared.TextPlace, Own: appeared.Own,
				Percent: int(100*appeared.Same + 0.5), First: i == 0 && passage.First != nil})
		}
		p.Passages = append(p.Passages, shown)
	}
	return p, nil
}

// language is the index of shared language as one revision of the store has it.
type language struct {
	mu       sync.Mutex
	revision int64
	index    *reuse.Index
	texts    int
}

func (s *Server) languageIndex(ctx context.Context) (*reuse.Index, int, error) {
	revision, err := s.store.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	s.language.mu.Lock()
	defer s.language.mu.Unlock()
	if s.language.index != nil && s.language.revision == revision {
		return s.language.index, s.language.texts, nil
	}
	index, texts := reuse.NewIndex(), 0
	err = s.store.Signatures(ctx, reuse.Engine, func(id int64, packed []byte) error {
		rows, err := reuse.Unpack(strconv.FormatInt(id, 10), packed)
		if err != nil {
			return err
		}
		index.Load(rows)
		texts++
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	s.language.index, s.language.revision, s.language.texts = index, revision, texts
	return index, texts, nil
}

func (s *Server) shared(ctx context.Context, p law.Policy, label string) (sharedBody, error) {
	if label == "" {
		held := heldVersions(p)
		for _, v := range held {
			if label == "" || v.Standing == law.Official {
				label = v.Label
			}
		}
		if label == "" {
			return sharedBody{}, fmt.Errorf("no text of %s is held: %w", p.Slug, law.ErrNotFound)
		}
	}
	v, err := s.store.Version(ctx, p.Slug, label)
	if err != nil {
		return sharedBody{}, err
	}
	b := sharedBody{Policy: p.Slug, Version: v.Label, Standing: v.Standing, Date: v.Date, Same: []record.TextPlace{}, Passages: []sharedPassage{}}
	index, texts, err := s.languageIndex(ctx)
	if err != nil {
		return b, err
	}
	if b.Indexed = texts; texts == 0 || !v.Held {
		return b, nil
	}
	own, err := s.store.TextOf(ctx, p.Slug, label)
	if err != nil {
		return b, err
	}
	key := strconv.FormatInt(own, 10)
	candidates := index.Candidates(reuse.Signatures(key, v.Text))
	ids := []int64{own}
	for _, c := range candidates[:min(len(candidates), maxSharing)] {
		id, err := strconv.ParseInt(c.Text, 10, 64)
		if err != nil {
			return b, fmt.Errorf("the index names a text %q: %w", c.Text, err)
		}
		ids = append(ids, id)
	}
	bodies, places, err := s.store.Texts(ctx, ids)
	if err != nil {
		return b, err
	}
	// A text of this policy is no other text; one with the same words and
	// divided otherwise is the same language.
	byText := map[int64][]record.TextPlace{}
	mine := record.TextPlace{Policy: p.Slug, PolicyTitle: p.Name(), PolicyKind: p.Kind, Jurisdiction: p.Jurisdiction, Version: v.Label, Standing: v.Standing, Date: v.Date}
	for _, place := range places {
		if place.Policy == p.Slug {
			mine.JurisdictionName = place.JurisdictionName
		} else {
			byText[place.TextID] = append(byText[place.TextID], place)
		}
	}
	same := map[int64]bool{own: true}
	for _, c := range candidates {
		if id, err := strconv.ParseInt(c.Text, 10, 64); err == nil && c.Same {
			same[id] = true
		}
	}
	var found []appearance
	var spans [][2]int
	for _, body := range bodies {
		if len(byText[body.ID]) == 0 {
			continue
		}
		if same[body.ID] {
			b.Same = append(b.Same, byText[body.ID]...)
		}
		for _, loan := range reuse.Loans(v.Text, body.Body) {
			for _, place := range byText[body.ID] {
				found = append(found, appearance{TextPlace: place, Same: loan.Same, Words: shown(body.Body[loan.OtherStart:loan.OtherEnd])})
				spans = append(spans, [2]int{loan.Start, loan.End})
			}
		}
	}
	b.Passages = gatherPassages(v.Text, spans, found, appearance{TextPlace: mine, Own: true, Same: 1})
	return b, nil
}

// gatherPassages puts appearances whose spans of the text lie over one another
// under one passage.
func gatherPassages(text string, spans [][2]int, found []appearance, own appearance) []sharedPassage {
	order := make([]int, len(found))
	for i := range order {
		order[i] = i
	}
	// The longest first: shorter loans of the same words fall under it.
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(spans[j][1]-spans[j][0], spans[i][1]-spans[i][0]), cmp.Compare(spans[i][0], spans[j][0]))
	})
	passages := []sharedPassage{}
	for _, i := range order {
		start, end := spans[i][0], spans[i][1]
		at := slices.IndexFunc(passages, func(p sharedPassage) bool {
			return float64(min(end, p.End)-max(start, p.Start)) >= samePassage*float64(end-start)
		})
		if at < 0 {
			passages = append(passages, sharedPassage{Start: start, End: end, Words: shown(text[start:end])})
			at = len(passages) - 1
		}
		p := &passages[at]
		known := slices.ContainsFunc(p.Appearances, func(a appearance) bool { return a.Policy == found[i].Policy && a.Version == found[i].Version })
		if !known && len(p.Appearances) < maxAppearances {
			p.Appearances = append(p.Appearances, found[i])
		}
	}
	for i := range passages {
		p := &passages[i]
		mine := own
		mine.Words = p.Words
		all := append(p.Appearances, mine)
		occurrences := make([]reuse.Occurrence, len(all))
		for k, a := range all {
			occurrences[k] = reuse.Occurrence{Text: strconv.Itoa(k), Jurisdiction: a.Jurisdiction, Date: a.Date}
		}
		first, inOrder := reuse.Appearances(occurrences)
		p.Appearances = p.Appearances[:0:0]
		for _, o := range inOrder {
			if k, err := strconv.Atoi(o.Text); err == nil {
				p.Appearances = append(p.Appearances, all[k])
			}
		}
		if first != nil {
			p.First = &p.Appearances[0]
		}
	}
	slices.SortFunc(passages, func(a, b sharedPassage) int { return cmp.Compare(a.Start, b.Start) })
	return passages
}

// shown is the beginning of a passage, cut between words.
func shown(words string) string {
	if len(words) <= maxShownWords {
		return words
	}
	cut := maxShownWords
	for cut > 0 && words[cut] != ' ' {
		cut--
	}
	if cut == 0 {
		return "…"
	}
	return words[:cut] + " …"
}
