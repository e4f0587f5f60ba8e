package collect

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"sync"

	"refuge/compare/reuse"
	"refuge/law"
	"refuge/store"
)

// Reused is what an indexing of shared language did.
type Reused struct {
	Texts        int `json:"texts"`        // indexed now
	Reintroduced int `json:"reintroduced"` // links from a bill to the one it was filed as before
}

const (
	signBatch = 256 // texts read, signed and written at once
	// reintroducedFrom is the likeness from which two bills of one title are one
	// bill filed twice.
	reintroducedFrom = 0.8
	maxNamesakes     = 64 // bills of one title that are compared; more is a routine matter
)

// Reuse adds the texts that are not indexed yet to the index of shared
// language, and links bills of one title whose words are the same or nearly so.
// What is indexed already costs nothing.
func Reuse(ctx context.Context, s *store.Store) (Reused, error) {
	var done Reused
	for after := int64(0); ; {
		texts, err := s.Unsigned(ctx, reuse.Engine, after, signBatch)
		if err != nil {
			return done, err
		}
		if len(texts) == 0 {
			break
		}
		if err := s.Sign(ctx, reuse.Engine, sign(texts)); err != nil {
			return done, err
		}
		done.Texts += len(texts)
		after = texts[len(texts)-1].ID
	}
	var err error
	done.Reintroduced, err = linkReintroduced(ctx, s)
	return done, err
}

// sign packs the signatures of texts, on all processors.
func sign(texts []store.Text) map[int64][]byte {
	packed := make([][]byte, len(texts))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(texts); i += workers {
				packed[i] = reuse.Pack(reuse.Signatures(strconv.FormatInt(texts[i].ID, 10), texts[i].Body))
			}
		})
	}
	wg.Wait()
	out := make(map[int64][]byte, len(texts))
	for i, t := range texts {
		out[t.ID] = packed[i]
	}
	return out
}

// linkReintroduced links each bill to the last earlier one of its title that
// has nearly the same words.
func linkReintroduced(ctx context.Context, s *store.Store) (int, error) {
	groups, err := s.Namesakes(ctx)
	if err != nil {
		return 0, err
	}
	var d law.Dataset
	for _, slugs := range groups {
		if len(slugs) > maxNamesakes {
			continue
		}
		texts := make([]string, len(slugs))
		ids := make([][]law.Identifier, len(slugs))
		for i, slug := range slugs {
			p, err := s.Policy(ctx, slug)
			if err != nil {
				return 0, fmt.Errorf("reading %s to find it filed again: %w", slug, err)
			}
			ids[i] = p.Identifiers
			label := ""
			for _, v := range p.Versions {
				if v.Standing == law.Official && v.Held && (label == "" || v.Stage == law.AsIntroduced) {
					label = v.Label
				}
			}
			if label == "" {
				continue
			}
			v, err := s.Version(ctx, slug, label)
			if err != nil {
				return 0, fmt.Errorf("reading %s to find it filed again: %w", slug, err)
			}
			texts[i] = v.Text
		}
		for i := range slugs {
			for j := i - 1; j >= 0; j-- {
				if texts[i] == "" || texts[j] == "" || len(ids[i]) == 0 || reuse.Likeness(texts[i], texts[j]) < reintroducedFrom {
					continue
				}
				d.Policies = append(d.Policies, law.Policy{Identifiers: ids[i][:1], Relations: []law.Relation{{Type: law.Reintroduces, Target: slugs[j], Origin: law.Collected}}})
				break
			}
		}
	}
	if _, err := s.Import(ctx, d, store.ImportOptions{Origin: law.Collected, Source: "reuse"}); err != nil {
		return 0, fmt.Errorf("linking bills filed again: %w", err)
	}
	return len(d.Policies), nil
}
